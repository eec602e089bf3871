"""Settings, all in one file. What an operator may set is the list at the top."""

import re
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


def count(value: str) -> int:
    if value.strip().isascii() and value.strip().isdigit():
        return int(value)
    raise ImproperlyConfigured(f'"{value}" is no number such as 0, 1 or 2')


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
    TRUSTED_PROXIES=(count, 0),  # so many add to X-Forwarded-For: the form counts its visitors
    CSRF_TRUSTED_ORIGINS=(list, []),
    DEBUG=(switch, False),
    LOG_LEVEL=(str, "INFO"),
    LANGUAGE_CODE=(str, "en-gb"),
    TIME_ZONE=(str, "UTC"),
    REVIEW_EVERY_DAYS=(int, 365),
    BACKUPS_KEPT_DAYS=(int, 30),
    BACKUP_RECIPIENTS=(list, []),  # public keys of age: a backup is encrypted for each
    EMAIL_URL=(str, "consolemail://"),  # no mail server: nothing is sent
    DEFAULT_FROM_EMAIL=(str, "register@localhost"),
    EVIDENCE_MAILBOXES=(list, []),  # where checkpoints are mailed to: two or more, apart
    PRIVATE_FILES=(str, "private"),  # attachments; no web server may serve this folder
    PUBLIC_REQUEST_FORM=(switch, False),
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
REVIEW_EVERY_DAYS = env("REVIEW_EVERY_DAYS")
BACKUPS_KEPT_DAYS = env("BACKUPS_KEPT_DAYS")
BACKUP_RECIPIENTS = env("BACKUP_RECIPIENTS")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
EVIDENCE_MAILBOXES = env("EVIDENCE_MAILBOXES")
PRIVATE_FILES = BASE_DIR / env("PRIVATE_FILES")
PUBLIC_REQUEST_FORM = env("PUBLIC_REQUEST_FORM")
BEHIND_PROXY = env("BEHIND_PROXY")
TRUSTED_PROXIES = env("TRUSTED_PROXIES")

# The parts

INSTALLED_APPS = [
    "config.apps.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for the renderer below
    "import_export",
    "registry.backups",  # for its commands
    "registry.apps.RegistryConfig",  # before simple_history: its commands stand in for those
    "simple_history",
    "csp",
    "requests_app.apps.RequestsConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.records.events.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
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
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
# The prefix makes browsers refuse the cookie over HTTP and from a neighbouring subdomain.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no more cookies
# An activity with its rows inline is one form; the default of 1,000 fields would refuse it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Without these two codes, any staff account may export everything and overwrite it.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"

# Browser

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a load balancer asks from inside
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
