"""Steps that are taken on pages of their own: what is there already, and the ways on from here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.urls import reverse

from registry.models import ProcessingActivity, Processor
from registry.vocabulary import IN_APPROVAL

SHOWN = 5


@dataclass(frozen=True)
class Found:
    """An entry that is there, in words, and where it is changed."""

    words: str
    url: str


def change_address(row) -> str:
    return reverse(f"admin:registry_{row._meta.model_name}_change", args=[row.pk])


def found(rows) -> list[Found]:
    return [Found(", ".join([row.headline, *row.facts]), change_address(row)) for row in rows]


def _newest(rows) -> list[Found]:
    return found(rows.order_by("-pk")[:SHOWN])


def _colleagues(request) -> list[Found]:
    people = get_user_model().objects.filter(is_active=True, groups__isnull=False).distinct()
    people = people.exclude(pk=request.user.pk)
    return [
        Found(account.get_username(), reverse("admin:account", args=[account.pk]))
        for account in people.order_by("pk")[:SHOWN]
    ]


# By the name of a step: what is there already of what it asks for.
THERE: dict[str, Callable[..., list[Found]]] = {
    "vendor": lambda request: _newest(Processor.objects.in_use()),
    "activity": lambda request: _newest(ProcessingActivity.objects.in_use()),
    "approval": lambda request: _newest(ProcessingActivity.objects.approved().in_use()),
    "colleague": _colleagues,
}
# And where another one is added.
ANOTHER = {
    "contact": "registry_contact_add",
    "vendor": "registry_processor_library",
    "activity": "registry_processingactivity_library",
    "colleague": "invite",
}


def another(name: str) -> str:
    return reverse(f"admin:{ANOTHER[name]}") if name in ANOTHER else ""


def approval(request) -> dict:
    """Drafts, each with its check; from there it is approved, or sent to whoever approves."""
    drafts = ProcessingActivity.objects.in_use().exclude(state__in=IN_APPROVAL)
    rows = drafts.order_by("pk")[:SHOWN]
    return {
        "drafts": [
            (row, reverse("admin:registry_processingactivity_gaps", args=[row.pk])) for row in rows
        ],
        "may_approve": request.user.has_perm("registry.approve_processingactivity"),
    }


def publication(request) -> dict:
    """Vendors, each with its page, which says what is in the way and has the step."""
    return {"vendors": found(Processor.objects.in_use().order_by("pk")[:SHOWN])}


# What a page shows beside its step, by the name of that.
SHOWN_BESIDE: dict[str, Callable[..., dict]] = {"approval": approval, "publication": publication}
