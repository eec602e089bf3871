"""The page of help: ten jobs with where each begins, and the words of the register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.contrib.admin import site
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from registry.admin.access.answer import may_ask
from registry.desk.areas import whoever_may
from registry.desk.handbook import glossary, jobs, names
from registry.pages.frame import framed

# Where a job begins, by the anchor of the job: the name of a page, and who may open it.
Beginnings = Mapping[str, tuple[str, Callable[[object], bool]]]

BEGINNINGS: Beginnings = {
    "add-a-vendor": ("registry_processor_library", whoever_may("registry.add_processor")),
    "create-an-activity": (
        "registry_processingactivity_library",
        whoever_may("registry.add_processingactivity"),
    ),
    "end-a-term": ("registry_seat_changelist", whoever_may("registry.change_seat")),
    "say-who-had-access": ("access", may_ask),
    "hand-out-the-record": (
        "registry_processingactivity_document",
        whoever_may("registry.view_processingactivity"),
    ),
    "import-a-list": ("registry_processor_import", whoever_may("registry.change_processor")),
    "look-into-the-history": (
        "registry_processingactivity_changelist",
        whoever_may("registry.view_processingactivity"),
    ),
    "publish": ("registry_processor_changelist", whoever_may("registry.change_processor")),
    "invite-a-colleague": ("invite", whoever_may("registry.manage_accounts_organisation")),
}

# Tables that the glossary calls otherwise than they are called above their lists.
CALLED = {
    "registry.processingactivity": "activity",
    "registry.evidenceanchor": "anchor",
    "registry.evidenceentry": "entry-of-the-log",
    "registry.evidenceevent": "timeline-event",
    "registry.measureinplace": "security-measure-in-place",
    "registry.generalbasis": "legal-basis-in-general",
    "registry.transferpromise": "promised-transfer-safeguard",
    "registry.dataprovision": "provision-of-data",
}
# Pages that are about a word, by the end of their names.
ABOUT = {
    "registry_evidenceanchor_page": "checkpoint",
    "_bundle": "bundle",
    "_redact": "redaction",
    "_certificate": "certificate",
    "_suggestions": "suggestion",
    "_by_body": "access-review",
    "_reveal": "reveal",
}
OF_A_TABLE = ("_changelist", "_change", "_add")


@dataclass(frozen=True)
class Explained:
    """A word that heads a page, and where it is explained."""

    name: str
    url: str


def word_of(request) -> Explained | None:
    """Of the page that is asked for, where its heading is a word of the glossary."""
    match = getattr(request, "resolver_match", None)
    slug = _slug_of(match.url_name or "") if match else ""
    if slug not in names():
        return None
    return Explained(names()[slug], f"{reverse('admin:help')}#{slug}")


def _slug_of(page: str) -> str:
    for end in OF_A_TABLE:
        app, _underscore, model = page.removesuffix(end).rpartition("_")
        if page.endswith(end) and app in apps.app_configs:
            label = f"{app}.{model}"
            return CALLED.get(label) or slugify(apps.get_model(label)._meta.verbose_name)
    return next((slug for end, slug in ABOUT.items() if page.endswith(end)), "")


def help_page(request, beginnings: Beginnings):
    """For everybody who is signed in. `beginnings`: those of other parts."""
    ways = {
        slug: reverse(f"admin:{name}")
        for slug, (name, may_open) in (BEGINNINGS | beginnings).items()
        if may_open(request.user)
    }
    context = {
        "title": _("Help"),
        "jobs": [(job, ways.get(job.slug)) for job in jobs()],
        "glossary": glossary(),
    }
    return framed(site, request, "admin/registry/help.html", context)
