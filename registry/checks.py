"""System checks: settings with which the register would not keep its promises."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def checkpoints_need_two_mailboxes(app_configs, **kwargs) -> list[Error]:
    """Whoever can empty one mailbox, and owns the database, can rewrite the history unseen."""
    if len({address.casefold() for address in settings.EVIDENCE_MAILBOXES}) != 1:
        return []
    return [
        Error(
            "EVIDENCE_MAILBOXES names one mailbox: `anchor_evidence --mail` would send nothing.",
            hint="Name a second one, in other hands, or none.",
            id="registry.E003",
        )
    ]


@register(Tags.security)
def files_need_a_permission(app_configs, **kwargs) -> list[Error]:
    """Without both codes, any staff account may export everything and overwrite it."""
    return [
        Error(
            f"{name} is not “{code}”: anybody on the staff could {code} every table.",
            hint=f'Set {name} = "{code}" in config/settings.py.',
            id=f"registry.E00{number}",
        )
        for number, code in enumerate(["import", "export"], start=1)
        if getattr(settings, name := f"IMPORT_EXPORT_{code.upper()}_PERMISSION_CODE", None) != code
    ]
