"""System checks: settings with which requests would be lost, or their files seen by everyone."""

import os
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register

NOWHERE = ("console", "dummy", "locmem")


@register(Tags.security)
def private_files_are_private(app_configs, **kwargs) -> list[Error]:
    private = Path(settings.PRIVATE_FILES).resolve()
    served = [
        Path(folder).resolve() for folder in [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    ]
    if any(private.is_relative_to(folder) for folder in served):
        return [
            Error(
                "PRIVATE_FILES lies in a folder that is served to everyone.",
                hint="Name a folder outside of static files, such as /var/lib/register/private.",
                id="requests_app.E001",
            )
        ]
    nearest = next(folder for folder in [private, *private.parents] if folder.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        return [
            Error(
                "PRIVATE_FILES cannot be written to: attachments would be refused.",
                hint=f"Let the register's user write to {nearest}, or name another folder.",
                id="requests_app.E002",
            )
        ]
    return []


@register(Tags.security)
def confirmations_arrive(app_configs, **kwargs) -> list[Error]:
    """On a machine for trying things out, the link is read where the server prints it."""
    backend = settings.EMAIL_BACKEND.split(".")[-2]
    if settings.PUBLIC_REQUEST_FORM and settings.HTTPS and backend in NOWHERE:
        return [
            Error(
                "PUBLIC_REQUEST_FORM is on, and EMAIL_URL sends no mail: nobody could confirm.",
                hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
                id="requests_app.E003",
            )
        ]
    return []
