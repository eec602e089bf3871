"""Settings that are safe where nothing is said, and refuse what cannot work."""

import json

import pytest
from django.conf import settings

from tests.support.production import run_python

NO_ADDRESS = "is not like https://register.example.org"


def read(*names: str, **environment: str) -> list:
    values = ", ".join(f"getattr(settings, '{name}', None)" for name in names)
    code = f"import json; from config import settings; print(json.dumps([{values}]))"
    return json.loads(run_python("-c", code, **environment).stdout)


@pytest.fixture(scope="module")
def in_use():
    """The settings of an installation for which no more is set than has to be."""
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE"]
    names += ["CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "PASSWORD_HASHERS"]
    names += ["IMPORT_EXPORT_IMPORT_PERMISSION_CODE", "IMPORT_EXPORT_EXPORT_PERMISSION_CODE"]
    names += ["SECURE_PROXY_SSL_HEADER"]
    return dict(zip(names, read(*names), strict=True))


def test_cookies_are_bound_to_the_host_and_to_https(in_use):
    assert in_use["SESSION_COOKIE_NAME"] == "__Host-session"
    assert in_use["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert in_use["SESSION_COOKIE_SECURE"] is in_use["CSRF_COOKIE_SECURE"] is True
    assert in_use["SESSION_COOKIE_HTTPONLY"] is True


def test_new_passwords_are_kept_with_argon2(in_use):
    first = "registry.signing_in.hashing.BoundedArgon2PasswordHasher"
    assert in_use["PASSWORD_HASHERS"][0] == first


def test_a_page_may_use_nothing_inline_and_nothing_foreign():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:"}


def test_importing_and_exporting_ask_for_a_permission(in_use):
    assert in_use["IMPORT_EXPORT_IMPORT_PERMISSION_CODE"] == "import"
    assert in_use["IMPORT_EXPORT_EXPORT_PERMISSION_CODE"] == "export"


def test_a_header_that_clients_can_set_is_not_believed(in_use):
    assert in_use["SECURE_PROXY_SSL_HEADER"] is None


def test_a_secret_can_come_from_a_file_and_a_proxy_be_believed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from a file\n", encoding="utf-8")
    names = ["SECRET_KEY", "SECURE_PROXY_SSL_HEADER"]
    values = read(*names, SECRET_KEY_FILE=str(secret), BEHIND_PROXY="True")
    assert values == ["from a file", ["HTTP_X_FORWARDED_PROTO", "https"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is empty"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty"),
        ("HTTPS", "flase", '"flase" is neither True nor False'),
        ("LOG_LEVEL", "loud", 'LOG_LEVEL "loud" is none of DEBUG, INFO, WARNING, ERROR'),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL begins with neither sqlite:// nor postgres://"),
        ("TIME_ZONE", "Mars", "Incorrect timezone setting: Mars"),
        ("TRUSTED_PROXIES", "-1", '"-1" is no number such as 0, 1 or 2'),
        ("TRUSTED_PROXIES", "two", '"two" is no number such as 0, 1 or 2'),
        ("BASE_URL", "register.example.org", f'BASE_URL "register.example.org" {NO_ADDRESS}'),
        ("BASE_URL", "https://a.org/b", f'BASE_URL "https://a.org/b" {NO_ADDRESS}'),
        ("BASE_URL", "https://a.org?b", f'BASE_URL "https://a.org?b" {NO_ADDRESS}'),
        ("BASE_URL", "https://me@a.org", f'BASE_URL "https://me@a.org" {NO_ADDRESS}'),
        ("BASE_URL", "ftp://a.org", f'BASE_URL "ftp://a.org" {NO_ADDRESS}'),
        ("BASE_URL", "https://a b", f'BASE_URL "https://a b" {NO_ADDRESS}'),
        ("SECRET_KEY_FILE", "/nowhere", "[Errno 2] No such file or directory: '/nowhere'"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_in_one_line(name, value, answer):
    refused = run_python("manage.py", "check", **{name: value})
    assert (refused.returncode, refused.stderr) == (1, f"The settings cannot work: {answer}\n")


def test_earlier_keys_are_read_and_none_is_empty(tmp_path):
    file = tmp_path / "keys"
    file.write_text("one,\n two\n", encoding="utf-8")
    assert read("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS_FILE=str(file)) == [["one", "two"]]
    assert read("SECRET_KEY_FALLBACKS") == [[]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://Register.example.org/", "https://register.example.org"),
        (" http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("", ""),
    ],
)
def test_the_address_of_the_register_has_no_end(written, address):
    assert read("BASE_URL", BASE_URL=written) == [address]


def test_a_mail_server_without_a_name_is_on_this_machine():
    assert read("EMAIL_HOST", EMAIL_URL="smtp://") == ["localhost"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("https", "said", "is_asked"),
    [("True", "", True), ("False", "", False), ("True", "False", False), ("False", "True", True)],
)
def test_a_second_factor_is_asked_for_where_https_is_unless_more_is_said(https, said, is_asked):
    assert read("REQUIRE_MFA", HTTPS=https, REQUIRE_MFA=said, BASE_URL="") == [is_asked]


def test_without_more_said_no_header_tells_who_asks():
    assert read("TRUSTED_PROXIES", "BEHIND_PROXY") == [0, False]
