"""System checks: settings with which the register would not keep its promises."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.http.request import validate_host

from registry import outgoing, own_address
from registry.evidence.guards import installation

# Of simple-history. The one would leave changes unrecorded, the other change what was recorded.
HISTORY_SETTINGS = {"SIMPLE_HISTORY_ENABLED": True, "SIMPLE_HISTORY_EDIT": False}


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


@register(Tags.security)
def versions_are_not_for_editing(app_configs, **kwargs) -> list[Error]:
    return [
        Error(
            f"{name} is not {wanted}: versions are written for each change, and never edited.",
            hint=f"Remove {name} from config/settings.py.",
            id="registry.E004",
        )
        for name, wanted in HISTORY_SETTINGS.items()
        if getattr(settings, name, wanted) is not wanted
    ]


@register(Tags.security)
def writers_take_turns(app_configs, **kwargs) -> list[Error]:
    """The entries of the log have one order. On SQLite nothing else keeps two writers apart."""
    database = connection.settings_dict
    is_sqlite = database["ENGINE"] == "django.db.backends.sqlite3"
    if not is_sqlite or database["OPTIONS"].get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        Error(
            "The transactions of SQLite do not begin IMMEDIATE: two writers could meet.",
            hint='Set OPTIONS["transaction_mode"] = "IMMEDIATE" in config/settings.py.',
            id="registry.E005",
        )
    ]


@register(Tags.security, deploy=True)
def links_can_be_followed(app_configs, **kwargs) -> list[CheckMessage]:
    if not settings.BASE_URL:
        return [
            CheckMessage(
                WARNING,
                "BASE_URL is not set: reminders come without links, and others guess the address.",
                hint="Set the address of the register, such as https://register.example.org.",
                id="registry.W002",
            )
        ]
    address = urlsplit(settings.BASE_URL)
    faults = []
    if not validate_host(address.hostname, settings.ALLOWED_HOSTS):
        faults.append(
            Error(
                "BASE_URL has a name that ALLOWED_HOSTS does not: links would lead to an error.",
                hint=f"Add {address.hostname} to ALLOWED_HOSTS.",
                id="registry.E006",
            )
        )
    if settings.HTTPS and address.scheme != "https":
        faults.append(
            CheckMessage(
                WARNING,
                "BASE_URL begins with http:// and HTTPS is on: keys in links would go in clear.",
                hint=f"Set https://{address.netloc}.",
                id="registry.W003",
            )
        )
    return faults


@register(Tags.security, deploy=True)
def mail_leaves_the_house(app_configs, **kwargs) -> list[CheckMessage]:
    in_memory = settings.EMAIL_BACKEND.split(".")[-2] == "locmem"
    if outgoing.has_server() and not in_memory:
        return []
    return [
        CheckMessage(
            WARNING,
            "No mail server is set: letters, reminders and checkpoints are not sent.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
            id="registry.W004",
        )
    ]


@register(Tags.security, deploy=True)
def the_door_is_closed(app_configs, **kwargs) -> list[CheckMessage]:
    faults = []
    if not settings.REQUIRE_MFA:
        faults.append(
            CheckMessage(
                WARNING,
                "REQUIRE_MFA is off: a password that somebody learns opens the register.",
                hint="Set REQUIRE_MFA=True.",
                id="registry.W005",
            )
        )
    if settings.BEHIND_PROXY and not settings.TRUSTED_PROXIES:
        faults.append(
            CheckMessage(
                WARNING,
                "Behind the proxy all visitors count as one: one of them can use up the tries to "
                "sign in for all.",
                hint="Let the proxy add X-Forwarded-For, and set TRUSTED_PROXIES=1.",
                id="registry.W006",
            )
        )
    return faults


@register(Tags.security, deploy=True)
def what_leaves_this_machine_is_locked(app_configs, **kwargs) -> list[CheckMessage]:
    """`require` locks the line and asks nobody who is at its other end."""
    faults, database = [], connection.settings_dict
    mode = database["OPTIONS"].get("sslmode", "prefer")
    is_postgresql = database["ENGINE"] == "django.db.backends.postgresql"
    if is_postgresql and _is_elsewhere(database["HOST"]) and mode != "verify-full":
        faults.append(
            CheckMessage(
                WARNING,
                f"The database is on another machine, and sslmode is {mode}: whoever is on the way "
                "could read the register, or stand in for its database.",
                hint="Add ?sslmode=verify-full&sslrootcert=/path/of/ca.pem to DATABASE_URL. "
                "Leave it where both are containers of one machine.",
                id="registry.W007",
            )
        )
    is_locked = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if outgoing.has_server() and _is_elsewhere(settings.EMAIL_HOST) and not is_locked:
        faults.append(
            CheckMessage(
                WARNING,
                "Mail goes to another machine in clear, its password too.",
                hint="Begin EMAIL_URL with smtp+tls:// (or smtp+ssl://).",
                id="registry.W008",
            )
        )
    return faults


def _is_elsewhere(host: str) -> bool:
    """Whether it is reached over a network; a folder is that of a socket."""
    return bool(host) and host[0] not in "/@" and not own_address.names_this_machine(host)


@register(Tags.security)
def the_provider_can_be_asked(app_configs, **kwargs) -> list[Error]:
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] or [None]
    if app is None:
        return []
    faults = []
    if settings.HTTPS and not settings.OIDC_URL.startswith("https://"):
        faults.append(
            Error(
                "OIDC_URL is not https://: whoever is on the way could sign in as anybody.",
                hint="Set the provider's address such as https://login.example.org/realms/staff.",
                id="registry.E007",
            )
        )
    if not (app["client_id"] and app["secret"]):
        faults.append(
            Error(
                "OIDC_URL is set, and OIDC_CLIENT_ID or OIDC_SECRET is not: nobody could sign in.",
                hint="Set what the provider gave you for the register.",
                id="registry.E008",
            )
        )
    return faults


@register(Tags.database)
def evidence_is_guarded(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """A warning only: `migrate` runs this check too, and is what puts the triggers back."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    fault = installation.unguarded()
    return [CheckMessage(WARNING, fault, id="registry.W001")] if fault else []
