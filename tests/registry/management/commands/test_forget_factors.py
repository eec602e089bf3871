import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from registry.records.events import EventName
from tests.registry.signing_in.door import HOME, sign_in, somebody, with_app
from tests.support.noted import facts_of, noting

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_who_lost_everything_sets_up_anew_and_the_log_says_so(settings, capsys):
    settings.REQUIRE_MFA = True
    user = somebody(username="lead")
    with_app(user)
    with noting() as events:
        call_command("forget_factors", "lead")
    assert "2 taken away" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert sorted(str(facts) for _name, facts in facts_of(events)) == [
        "{'factor': {'removed': 'recovery_codes'}}",
        "{'factor': {'removed': 'totp'}}",
    ]
    assert {(event.name, event.author) for event in events} == {
        (EventName.ACCOUNT_CHANGED, "command line")
    }
    client, _answer = sign_in(user)
    assert client.get(HOME)["Location"].startswith("/account/factors/?")


def test_a_name_that_nobody_has_is_refused_in_one_line():
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("forget_factors", "nobody")
