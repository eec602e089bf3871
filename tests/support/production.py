"""The settings of an installation in use, for programs that a test starts."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "register.example.org,127.0.0.1",
    "DATABASE_URL": "sqlite:///:memory:",
    "BASE_URL": "https://register.example.org",
    "EMAIL_URL": "smtp+tls://register:secret@mail.example.org:587",
    "HTTPS": "True",
    "BEHIND_PROXY": "False",
    "DEBUG": "False",
    "LOG_LEVEL": "INFO",
    **dict.fromkeys(("OIDC_URL", "OIDC_CLIENT_ID", "OIDC_SECRET"), ""),
}


def run_python(*words: str, **environment: str) -> subprocess.CompletedProcess:
    """Run `python …` to its end, as an operator would who set these variables."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
