"""Settings that are safe where nothing is said, and refuse what cannot work."""

import json

import pytest
from django.conf import settings

from tests.production import run_python


def read(*names: str, **environment: str) -> list:
    values = ", ".join(f"settings.{name}" for name in names)
    code = f"import json; from config import settings; print(json.dumps([{values}]))"
    return json.loads(run_python("-c", code, **environment).stdout)


def test_cookies_are_bound_to_the_host_and_to_https():
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"]
    flags = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"]
    assert read(*names, *flags) == ["__Host-session", "__Host-csrf", True, True, True]


def test_new_passwords_are_kept_with_argon2():
    assert read("PASSWORD_HASHERS[0]") == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_page_may_use_nothing_inline_and_nothing_foreign():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:"}


@pytest.mark.parametrize(("behind", "fails"), [("False", True), ("True", False)])
def test_a_header_that_clients_can_set_is_believed_only_behind_a_proxy(behind, fails):
    code = "from config.settings import SECURE_PROXY_SSL_HEADER"
    assert bool(run_python("-c", code, BEHIND_PROXY=behind).returncode) is fails


def test_a_secret_can_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from a file\n", encoding="utf-8")
    assert read("SECRET_KEY", SECRET_KEY_FILE=str(secret)) == ["from a file"]


def test_importing_and_exporting_ask_for_a_permission():
    codes = ["IMPORT_EXPORT_IMPORT_PERMISSION_CODE", "IMPORT_EXPORT_EXPORT_PERMISSION_CODE"]
    assert read(*codes) == ["import", "export"]


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is empty"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty"),
        ("HTTPS", "flase", '"flase" is neither True nor False'),
        ("LOG_LEVEL", "loud", 'LOG_LEVEL "loud" is none of DEBUG, INFO, WARNING, ERROR'),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL begins with neither sqlite:// nor postgres://"),
        ("TIME_ZONE", "Mars", "Incorrect timezone setting: Mars"),
        ("SECRET_KEY_FILE", "/nowhere", "[Errno 2] No such file or directory: '/nowhere'"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_in_one_line(name, value, answer):
    refused = run_python("manage.py", "check", **{name: value})
    assert (refused.returncode, refused.stderr) == (1, f"The settings cannot work: {answer}\n")
