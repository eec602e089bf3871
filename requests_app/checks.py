"""System checks: settings with which requests would be lost, or their files seen by everyone."""

import os
from pathlib import Path

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Tags, register

from registry import outgoing


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
    if settings.PUBLIC_REQUEST_FORM and settings.HTTPS and not outgoing.has_server():
        return [
            Error(
                "PUBLIC_REQUEST_FORM is on, and EMAIL_URL sends no mail: nobody could confirm.",
                hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
                id="requests_app.E003",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def visitors_are_told_apart(app_configs, **kwargs) -> list[CheckMessage]:
    is_hidden = settings.BEHIND_PROXY and not settings.TRUSTED_PROXIES
    if not (settings.PUBLIC_REQUEST_FORM and is_hidden):
        return []
    return [
        CheckMessage(
            WARNING,
            "Behind the proxy all visitors count as one: one of them can use up the form for all.",
            hint="Let the proxy add X-Forwarded-For, and set TRUSTED_PROXIES=1.",
            id="requests_app.W001",
        )
    ]
