"""Settings, all in one file. What an operator may set is the list at the top."""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.logs import logging_to_stderr

BASE_DIR = Path(__file__).resolve().parent.parent
OWN_ADDRESS = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


def switch(value: str) -> bool:
    """Refuses a word that is neither on nor off, lest a slip of the pen turns HTTPS off."""
    if value.lower() in {"true", "yes", "on", "1"}:
        return True
    if value.lower() in {"false", "no", "off", "0"}:
        return False
    raise ImproperlyConfigured(f'"{value}" is neither True nor False')


def switch_or_nothing(value: str) -> bool | str:
    return switch(value) if value else ""


def count(value: str) -> int:
    if value.strip().isascii() and value.strip().isdigit():
        return int(value)
    raise ImproperlyConfigured(f'"{value}" is no number such as 0, 1 or 2')


def provider_id(url: str) -> str:
    """Under which accounts are connected: what one provider says of a subject says nothing of
    the subjects of another.
    """
    return f"oidc-{sha256(url.encode()).hexdigest()[:12]}"


def own_address(value: str) -> str:
    """Scheme, host and port. Nothing else: paths of the register begin right after it."""
    address = value.strip().rstrip("/").lower()
    if address and not OWN_ADDRESS.fullmatch(address):
        raise ImproperlyConfigured(f'BASE_URL "{value}" is not like https://register.example.org')
    return address


# Each is read from the environment, else from `.env`, else it has the default given here.
# NAME_FILE, where set, names a file that holds the value of NAME.
env = environ.FileAwareEnv(
    SECRET_KEY=str,  # no default: without one nothing starts
    SECRET_KEY_FALLBACKS=(list, []),  # earlier ones: what they signed still holds
    ALLOWED_HOSTS=list,  # no default: the names under which browsers may ask for the register
    BASE_URL=(own_address, ""),  # the address of the register in mails, feeds and documents
    DATABASE_URL=(str, f"sqlite:///{quote(str(BASE_DIR / 'register.sqlite3'))}"),
    HTTPS=(switch, True),  # secure cookies, redirects and a year of HSTS; False only on 127.0.0.1
    BEHIND_PROXY=(switch, False),  # the proxy sets X-Forwarded-Proto and drops it from clients
    TRUSTED_PROXIES=(count, 0),  # so many add to X-Forwarded-For: visitors are counted by it
    CSRF_TRUSTED_ORIGINS=(list, []),
    DEBUG=(switch, False),
    LOG_LEVEL=(str, "INFO"),
    LANGUAGE_CODE=(str, "en-gb"),
    TIME_ZONE=(str, "UTC"),
    REVIEW_EVERY_DAYS=(int, 365),
    BACKUPS_KEPT_DAYS=(int, 30),
    BACKUP_RECIPIENTS=(list, []),  # public keys of age: a backup is encrypted for each
    BACKUP_FOLDER=(str, "backups"),  # where a backup goes that is asked for on a page
    EMAIL_URL=(str, "consolemail://"),  # no mail server: nothing is sent
    DEFAULT_FROM_EMAIL=(str, "register@localhost"),
    EVIDENCE_MAILBOXES=(list, []),  # where checkpoints are mailed to: two or more, apart
    PRIVATE_FILES=(str, "private"),  # attachments; no web server may serve this folder
    PUBLIC_REQUEST_FORM=(switch, False),
    REQUIRE_MFA=(switch_or_nothing, ""),  # a second factor for all staff; unset: where HTTPS is
    REQUIRE_MFA_ROLES=(list, []),  # nobody else has to; empty: everybody has to
    OIDC_URL=(str, ""),  # an OpenID Connect provider by which staff may sign in; https:// only
    OIDC_CLIENT_ID=(str, ""),
    OIDC_SECRET=(str, ""),
    OIDC_NAME=(str, "your organisation"),  # on the button: “Sign in with …”
    QUERY_SECONDS=(count, 20),  # no query of a page takes longer; 0: each may
    METRICS_TOKEN=(str, ""),  # opens /metrics to whoever sends it
)
env.read_env(BASE_DIR / ".env")
for name in ["SECRET_KEY", "ALLOWED_HOSTS"]:
    if not env(name):
        raise ImproperlyConfigured(f"{name} is empty")
if not env("DATABASE_URL").startswith(("sqlite://", "postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL begins with neither sqlite:// nor postgres://")

SECRET_KEY = env("SECRET_KEY").strip()  # a file ends in a newline
SECRET_KEY_FALLBACKS = [key.strip() for key in env("SECRET_KEY_FALLBACKS") if key.strip()]
ALLOWED_HOSTS = env("ALLOWED_HOSTS")
BASE_URL = env("BASE_URL")
HTTPS = env("HTTPS")
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS")
DEBUG = env("DEBUG")
LANGUAGE_CODE = env("LANGUAGE_CODE")
TIME_ZONE = env("TIME_ZONE")
IS_TIME_ZONE_SET = bool({"TIME_ZONE", "TIME_ZONE_FILE"} & {*env.ENVIRON})
REVIEW_EVERY_DAYS = env("REVIEW_EVERY_DAYS")
BACKUPS_KEPT_DAYS = env("BACKUPS_KEPT_DAYS")
BACKUP_RECIPIENTS = env("BACKUP_RECIPIENTS")
BACKUP_FOLDER = BASE_DIR / env("BACKUP_FOLDER")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
EVIDENCE_MAILBOXES = env("EVIDENCE_MAILBOXES")
PRIVATE_FILES = BASE_DIR / env("PRIVATE_FILES")
PUBLIC_REQUEST_FORM = env("PUBLIC_REQUEST_FORM")
QUERY_SECONDS = env("QUERY_SECONDS")
METRICS_TOKEN = env("METRICS_TOKEN").strip()
BEHIND_PROXY = env("BEHIND_PROXY")
TRUSTED_PROXIES = env("TRUSTED_PROXIES")
REQUIRE_MFA = HTTPS if env("REQUIRE_MFA") == "" else env("REQUIRE_MFA")
REQUIRE_MFA_ROLES = env("REQUIRE_MFA_ROLES")
OIDC_URL = env("OIDC_URL").strip().rstrip("/")
OIDC_ID = provider_id(OIDC_URL)

# The parts

INSTALLED_APPS = [
    "config.apps.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for the renderer below
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "import_export",
    "registry.backups",  # for its commands
    "registry.apps.RegistryConfig",  # before simple_history: its commands stand in for those
    "simple_history",
    "csp",
    "requests_app.apps.RequestsConfig",
]
MIDDLEWARE = [
    "registry.serving.numbers.NumberMiddleware",
    "registry.serving.counts.CountMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.browser.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.serving.kept.KeptMiddleware",
    "registry.serving.turns.PatienceMiddleware",
    "registry.serving.answers.TroubleMiddleware",
    "registry.serving.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.serving.query_time.QueryTimeMiddleware",
    "registry.serving.bodies.BodyLimitMiddleware",  # it knows who asks, and nobody has read yet
    "registry.records.events.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "registry.signing_in.door.DoorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry.desk.frame.everywhere",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets of our own in templates/

# Storage

DATABASES = {"default": env.db("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer waits at the start of its transaction, not in the middle, where it would have
    # to give up; what was acknowledged survives a power cut; what was erased is overwritten.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF",
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # No cursor outlives its transaction, after which a pooler gives the connection to others.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"connect_timeout": 5} | DATABASES["default"].get("OPTIONS", {}),
    }
# In the database, so that any number of servers share it.
CACHES = {
    "default": {
        "BACKEND": "registry.serving.cache.Cache",
        "LOCATION": "cache",
        # The default, 300, would let a crowd push out the counts that keep it in check.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Mail that goes out

globals().update(env.email("EMAIL_URL"))
EMAIL_HOST = env.email("EMAIL_URL")["EMAIL_HOST"] or "localhost"
EMAIL_TIMEOUT = 10  # seconds: somebody waits for the page that sends it

# Doors

PASSWORD_HASHERS = [
    "registry.signing_in.hashing.BoundedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "registry.signing_in.passwords.DifferentCharactersValidator"},
    {"NAME": "registry.signing_in.passwords.CommonPartsValidator"},
    {"NAME": "registry.signing_in.passwords.OwnWordsValidator"},
]
AUTHENTICATION_BACKENDS = ["registry.signing_in.backend.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "registry.serving.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # at most, however busy somebody is
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# The prefix makes browsers refuse the cookie over HTTP and from a neighbouring subdomain.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_FAILURE_VIEW = "registry.serving.answers.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no more cookies
# An activity with its rows inline is one form; the default of 1,000 fields would refuse it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# One way in, by allauth: docs/operations.md, “Signing in”.
ACCOUNT_ADAPTER = "registry.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # so long nobody is asked twice
# Where the proxy does not say who asks, all count as one, and one must not keep all others out.
PER_ADDRESS = "60/m/ip" if BEHIND_PROXY and not TRUSTED_PROXIES else "10/m/ip"
ACCOUNT_RATE_LIMITS = {
    "login": PER_ADDRESS,
    "login_failed": f"{PER_ADDRESS},5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/5m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": PER_ADDRESS, "passkey_begun": "60/m/ip"}
MFA_ADAPTER = "registry.signing_in.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "registry.signing_in.forms.AddWebAuthnForm",
    "authenticate_webauthn": "registry.signing_in.forms.AuthenticateWebAuthnForm",
    "login_webauthn": "registry.signing_in.forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "registry.signing_in.forms.ReauthenticateWebAuthnForm",
}
MFA_TOTP_ISSUER = "Register of processing"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
# With a passkey alone every key signs in: so each has to know who holds it.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SOCIALACCOUNT_ADAPTER = "registry.signing_in.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads elsewhere is what our policy forbids
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_ID,
                "name": env("OIDC_NAME"),
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_SECRET").strip(),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

# Without these two codes, any staff account may export everything and overwrite it.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"

# Browser

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # both are asked from inside
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Words and logs

USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
LOGGING = logging_to_stderr(env("LOG_LEVEL"))
