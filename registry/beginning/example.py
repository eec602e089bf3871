"""Whether what the register holds is the example, and what was tried in it, or more than that."""

import csv
from functools import cache
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from registry import hooks
from registry.models import Mark, Organisation
from registry.vocabulary import MarkName


def holds_example() -> bool:
    return Mark.holds(MarkName.EXAMPLE)


def what_is_more(user) -> list[str]:
    """In words what speaks against the example being all that there is. Empty: nothing does."""
    return [line for found in hooks.own_rows_wanted(user) for line in found]


def own_rows(user) -> list[str]:
    """Of the register: another organisation, and somebody else who works in here."""
    names = Organisation.objects.exclude(name__in=shipped()).order_by("pk")
    lines = [
        _("an organisation of your own: {name}").format(name=name)
        for name in names.values_list("name", flat=True)[:3]
    ]
    others = get_user_model().objects.exclude(pk=user.pk).exclude(last_login=None)
    if others.exists():
        lines.append(_("somebody else who has signed in"))
    return lines


@cache
def shipped() -> frozenset[str]:
    """The names of the organisations of the example."""
    folder = Path(apps.get_app_config("registry").path) / "examples" / "numfocus"
    names = set()
    for file in folder.glob("*/organisations.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            names |= {row["name"] for row in csv.DictReader(rows)}
    return frozenset(names)
