import pytest
from django.db import connection
from environ import Env

from registry.checks import (
    checkpoints_need_two_mailboxes,
    files_need_a_permission,
    links_can_be_followed,
    mail_leaves_the_house,
    the_door_is_closed,
    the_provider_can_be_asked,
    versions_are_not_for_editing,
    what_leaves_this_machine_is_locked,
    writers_take_turns,
)
from tests.support.production import run_python


def test_the_settings_of_the_project_are_safe():
    assert files_need_a_permission(None) == []
    assert checkpoints_need_two_mailboxes(None) == []
    assert versions_are_not_for_editing(None) == []
    assert writers_take_turns(None) == []


def test_a_single_mailbox_for_checkpoints_is_an_error(settings):
    settings.EVIDENCE_MAILBOXES = ["board@example.org", "Board@example.org"]
    assert "names one mailbox" in checkpoints_need_two_mailboxes(None)[0].msg


@pytest.mark.parametrize("code", ["import", "export"])
def test_files_without_a_permission_are_an_error(settings, code):
    setattr(settings, f"IMPORT_EXPORT_{code.upper()}_PERMISSION_CODE", None)
    assert f"could {code} every table" in files_need_a_permission(None)[0].msg


@pytest.mark.parametrize(
    ("name", "value"), [("SIMPLE_HISTORY_ENABLED", False), ("SIMPLE_HISTORY_EDIT", True)]
)
def test_versions_that_are_left_out_or_edited_are_an_error(settings, name, value):
    setattr(settings, name, value)
    assert name in versions_are_not_for_editing(None)[0].msg


def test_writers_of_sqlite_that_could_meet_are_an_error(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"transaction_mode": "DEFERRED"})
    assert "two writers could meet" in writers_take_turns(None)[0].msg


@pytest.mark.parametrize(
    ("address", "https", "faults"),
    [
        ("", True, ["registry.W002"]),
        ("https://register.example.org", True, []),
        ("https://other.example.org", True, ["registry.E006"]),
        ("http://register.example.org", True, ["registry.W003"]),
        ("http://register.example.org:8000", False, []),
    ],
)
def test_links_need_an_address_that_answers(settings, address, https, faults):
    settings.ALLOWED_HOSTS = ["register.example.org"]
    settings.BASE_URL, settings.HTTPS = address, https
    assert [fault.id for fault in links_can_be_followed(None)] == faults


@pytest.mark.parametrize(
    ("backend", "faults"),
    [("smtp", 0), ("console", 1), ("dummy", 1), ("filebased", 1), ("locmem", 1)],
)
def test_a_register_in_use_needs_a_mail_server(settings, backend, faults):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert len(mail_leaves_the_house(None)) == faults


@pytest.mark.slow
def test_check_deploy_asks_for_an_address_and_a_mail_server():
    checked = run_python("manage.py", "check", "--deploy", BASE_URL="", EMAIL_URL="consolemail://")
    assert "(registry.W002) BASE_URL is not set" in checked.stderr
    assert "(registry.W004) No mail server is set" in checked.stderr


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"REQUIRE_MFA": True}, []),
        ({"REQUIRE_MFA": False}, ["registry.W005"]),
        ({"REQUIRE_MFA": True, "BEHIND_PROXY": True}, ["registry.W006"]),
        ({"REQUIRE_MFA": True, "BEHIND_PROXY": True, "TRUSTED_PROXIES": 1}, []),
    ],
)
def test_a_door_that_stands_open_is_a_warning(settings, changed, faults):
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [fault.id for fault in the_door_is_closed(None)] == faults


@pytest.mark.parametrize(
    ("url", "words", "faults"),
    [
        ("", None, []),
        ("https://login.example.org", {"client_id": "register", "secret": ""}, ["registry.E008"]),
        ("https://login.example.org", {"client_id": "", "secret": "x"}, ["registry.E008"]),
        ("http://login.example.org", {"client_id": "register", "secret": "x"}, ["registry.E007"]),
        ("https://login.example.org", {"client_id": "register", "secret": "x"}, []),
    ],
)
def test_a_provider_that_cannot_be_asked_safely_is_an_error(settings, url, words, faults):
    settings.HTTPS, settings.OIDC_URL = True, url
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [words] if words else []}}
    assert [fault.id for fault in the_provider_can_be_asked(None)] == faults


@pytest.mark.slow
def test_a_provider_is_checked_as_it_is_set_in_the_environment():
    said = run_python("manage.py", "check", OIDC_URL="http://login.example.org").stderr
    assert [fault for fault in ("registry.E007", "registry.E008") if fault not in said] == []


@pytest.mark.parametrize(
    ("host", "options", "faults"),
    [
        ("", {}, []),
        ("/var/run/postgresql", {}, []),
        ("127.0.0.1", {}, []),
        ("localhost", {}, []),
        ("db.example.org", {}, ["registry.W007"]),
        ("10.0.0.7", {"sslmode": "require"}, ["registry.W007"]),
        ("db.example.org", {"sslmode": "verify-full"}, []),
    ],
)
def test_a_database_on_another_machine_is_reached_by_a_locked_line(
    settings, monkeypatch, host, options, faults
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setitem(connection.settings_dict, "HOST", host)
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    assert [fault.id for fault in what_leaves_this_machine_is_locked(None)] == faults


@pytest.mark.parametrize(
    ("url", "is_clear"),
    [
        ("smtp://register:secret@mail.example.org:25", True),
        ("smtp+tls://register:secret@mail.example.org:587", False),
        ("smtp+ssl://register:secret@mail.example.org:465", False),
        ("smtp://localhost:25", False),
        ("consolemail://", False),
    ],
)
def test_mail_does_not_leave_this_machine_in_clear(settings, url, is_clear):
    for name, value in Env.email_url_config(url).items():
        setattr(settings, name, value)
    ids = [fault.id for fault in what_leaves_this_machine_is_locked(None)]
    assert ids == ["registry.W008"] * is_clear
