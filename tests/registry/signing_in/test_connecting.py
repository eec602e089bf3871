"""Which account stands for a subject, before it is written that it does."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from registry.signing_in.connecting import account_for
from tests.registry.signing_in.door import somebody


@pytest.mark.django_db
def test_of_two_subjects_with_one_address_the_first_one_has_the_account():
    user = somebody(email="ada@example.org")

    def found(uid):
        return account_for(
            SimpleNamespace(
                account=SocialAccount(provider="oidc-1", uid=uid),
                email_addresses=[EmailAddress(email="ada@example.org", verified=True)],
            )
        )

    assert [found("a"), found("b"), found("a")] == [user, None, user]
