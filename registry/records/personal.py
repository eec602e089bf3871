"""Whose personal data a field may hold. Every text of every table declares one class."""

import re

from django.db import models

NONE = "none"
STAFF = "staff"
DATA_SUBJECT = "data subject"
FREE_TEXT = "free text"
CLASSES = frozenset({NONE, STAFF, DATA_SUBJECT, FREE_TEXT})
PERSONAL = CLASSES - {NONE}

# What stands where a text was removed; with the number of its row where no two may say the same.
MARKER = "[removed]"
_MARKERS = re.compile(r"\[removed(?: \d+)*\]")

# What everyone may read over: what it stores is a number, a day, a choice or a key.
_IMPERSONAL = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.IntegerField,
    models.ForeignKey,
    models.ManyToManyField,
    models.UUIDField,
)
_INHERITED = {"remarks": FREE_TEXT, "absences": FREE_TEXT}


# What a version has beside the fields of its row.
OF_VERSIONS = {
    "history_author": STAFF,
    "history_user_id": STAFF,
    "history_change_reason": FREE_TEXT,
}
# Tables that are not ours. Each of their fields is named, so that an upgrade cannot add one unseen.
OF_OTHERS = {
    "admin.logentry": {
        **dict.fromkeys(("id", "action_time", "content_type", "object_id", "action_flag"), NONE),
        "user": STAFF,
        "object_repr": FREE_TEXT,
        "change_message": FREE_TEXT,
    },
    "auth.user": {
        **dict.fromkeys(("id", "password", "is_superuser", "is_staff", "is_active"), NONE),
        **dict.fromkeys(("username", "first_name", "last_name", "email"), STAFF),
        **dict.fromkeys(("last_login", "date_joined"), STAFF),
    },
    "auth.user_groups": {"id": NONE, "user": STAFF, "group": NONE},
    "auth.user_user_permissions": {"id": NONE, "user": STAFF, "permission": NONE},
    "auth.group": dict.fromkeys(("id", "name"), NONE),
    "auth.group_permissions": dict.fromkeys(("id", "group", "permission"), NONE),
    "auth.permission": dict.fromkeys(("id", "name", "content_type", "codename"), NONE),
    "contenttypes.contenttype": dict.fromkeys(("id", "app_label", "model"), NONE),
    # How somebody signs in. Of e-mail addresses, allauth's own tables stay empty.
    "account.emailaddress": {
        **dict.fromkeys(("id", "verified", "primary"), NONE),
        **dict.fromkeys(("user", "email"), STAFF),
    },
    "account.emailconfirmation": {
        **dict.fromkeys(("id", "created", "sent", "key"), NONE),
        "email_address": STAFF,
    },
    "mfa.authenticator": {
        **dict.fromkeys(("id", "type"), NONE),
        **dict.fromkeys(("user", "data", "created_at", "last_used_at"), STAFF),
    },
    "socialaccount.socialaccount": {
        **dict.fromkeys(("id", "provider"), NONE),
        **dict.fromkeys(("user", "uid", "last_login", "date_joined", "extra_data"), STAFF),
    },
    "socialaccount.socialapp": dict.fromkeys(
        ("id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"), NONE
    ),
    "socialaccount.socialtoken": {
        **dict.fromkeys(("id", "app", "expires_at"), NONE),
        **dict.fromkeys(("account", "token", "token_secret"), STAFF),
    },
    "usersessions.usersession": {
        **dict.fromkeys(("id", "session_key"), NONE),
        **dict.fromkeys(("user", "created_at", "last_seen_at", "ip", "user_agent", "data"), STAFF),
    },
    # What waits to be shown once; a redaction takes it away.
    "sessions.session": {"session_key": NONE, "session_data": FREE_TEXT, "expire_date": NONE},
}
# Tables without a model, by their columns.
BARE = {
    # Counts, and forms that are on their way; a redaction empties it.
    "cache": {"cache_key": NONE, "value": FREE_TEXT, "expires": NONE},
    # By which SQLite finds the words of entries (registry.searching.index).
    "registry_searchwords": {"words": FREE_TEXT},
    "registry_searchwords_content": {"id": NONE, "c0": FREE_TEXT},
    "registry_searchwords_data": {"id": NONE, "block": FREE_TEXT},
    "registry_searchwords_idx": {"segid": NONE, "term": FREE_TEXT, "pgno": NONE},
    "registry_searchwords_config": {"k": NONE, "v": NONE},
    "django_migrations": dict.fromkeys(("id", "app", "name", "applied"), NONE),
}


def names_people(model: type[models.Model]) -> bool:
    """Whether a field of it is for names or addresses of people, or for what they said."""
    return any(data_class(field) in {STAFF, DATA_SUBJECT} for field in model._meta.concrete_fields)


def data_class(field: models.Field) -> str | None:
    """The class of a field of any table, or None where nobody has declared one."""
    model = field.model
    if model._meta.label_lower in OF_OTHERS:
        return OF_OTHERS[model._meta.label_lower].get(field.name)
    # A version is about its row: what is declared there holds for it.
    declared = {**_INHERITED, **getattr(getattr(model, "instance_type", model), "personal", {})}
    if hasattr(model, "instance_type"):
        declared |= OF_VERSIONS
    if field.name in declared:
        return declared[field.name]
    if isinstance(field, _IMPERSONAL) or field.choices:
        return NONE
    return None


def is_marker(value) -> bool:
    """Whether it looks like one. Anybody may write so: where one stands, the log has to say."""
    return isinstance(value, str) and _MARKERS.fullmatch(value) is not None
