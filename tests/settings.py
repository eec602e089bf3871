"""The settings under test: the real ones, without what would only make tests slow."""

import os
import tempfile

SCRATCH = tempfile.TemporaryDirectory(prefix="register-tests-")

# Whatever stands in a `.env` for trying things out, tests mean the same everywhere.
os.environ |= {
    "SECRET_KEY": "nothing that these tests sign is worth a secret",
    "SECRET_KEY_FALLBACKS": "",
    "BASE_URL": "",
    "TRUSTED_PROXIES": "0",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "HTTPS": "False",
    "BEHIND_PROXY": "False",
    "CSRF_TRUSTED_ORIGINS": "",
    "DEBUG": "False",
    "LOG_LEVEL": "INFO",
    "LANGUAGE_CODE": "en",
    "TIME_ZONE": "UTC",
    "REVIEW_EVERY_DAYS": "365",
    "BACKUPS_KEPT_DAYS": "30",
    "BACKUP_FOLDER": f"{SCRATCH.name}/backups",
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "privacy@example.org",
    "EVIDENCE_MAILBOXES": "",
    "PRIVATE_FILES": f"{SCRATCH.name}/private",
    "PUBLIC_REQUEST_FORM": "False",
    "REQUIRE_MFA": "",
    "REQUIRE_MFA_ROLES": "",
    "OIDC_URL": "http://localhost:1",
    "OIDC_CLIENT_ID": "register",
    "OIDC_SECRET": "a secret of the provider",
    "OIDC_NAME": "your organisation",
    "QUERY_SECONDS": "20",
    "METRICS_TOKEN": "",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH.name}/register.sqlite3")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# As they lie in the folders: that they can be collected is a test of its own.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
# A file and not memory, so that two connections meet the locks of the real thing.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": f"{SCRATCH.name}/test.sqlite3"}
    # It lives for minutes, so nothing waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
elif "TEST_TEMPLATE" in os.environ:  # set by `python -m tests`, which has migrated that database
    DATABASES["default"]["TEST"] = {"TEMPLATE": f"test_{DATABASES['default']['NAME']}_template"}
