"""Whoever owns an account is told when the way in is another."""

import pytest
from allauth.mfa.models import Authenticator

from registry.accounts.changing import take_factors_away
from tests.registry.signing_in.door import somebody, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def password(user):
    user.set_password("a quiet river in spring")
    user.save()


def lost(user):
    with_app(user)
    take_factors_away(user, by="test", reason="Lost the telephone")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (password, ["password"]),
        (with_app, ["factor was added"]),
        (lost, ["factor was added", "was removed"]),
        (lambda user: user.save(), []),
    ],
    ids=["another password", "a factor", "none any more", "nothing"],
)
def test_the_owner_is_told_of_another_way_in(
    change, told, mailoutbox, django_capture_on_commit_callbacks
):
    user = somebody(email="ada@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        change(user)
    assert [said in mail.body for said, mail in zip(told, mailoutbox, strict=True)] == [True] * len(
        told
    )
    assert {to for mail in mailoutbox for to in mail.to} <= {"ada@example.org"}
    assert user.username not in str([mail.body for mail in mailoutbox])


def test_whoever_has_no_address_is_not_told(mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with_app(somebody())
    assert Authenticator.objects.exists()
    assert mailoutbox == []
