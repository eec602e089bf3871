"""The tasks of the menu: what each is for, and the tables and pages that stand behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from registry.admin.access.answer import may_ask
from registry.admin.entry import (
    EVIDENCE,
    NOTICES,
    ORGANISATION,
    PEOPLE,
    RECIPIENTS,
    RECORD,
    TERMS,
)
from registry.working.rights import SEES_THE_LOG, may_take_files

ACCOUNTS = _("Accounts and roles")


def whoever_may(permission: str) -> Callable[[object], bool]:
    return lambda user: user.has_perm(permission)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A page of a task that is no table: its URL name, and who may open it."""

    name: str
    label: str
    about: str
    may_open: Callable[[object], bool]


@dataclass(frozen=True, kw_only=True)
class Area:
    """A task: an entry of the menu, with a page that lists what stands behind it.

    A table belongs to it by the `section` of its admin. `leads` is the table that most people want.
    """

    slug: str
    label: str
    about: str
    sections: tuple[str, ...]
    leads: str
    pages: tuple[Beside, ...] = ()

    @property
    def url_name(self) -> str:
        return f"area_{self.slug}"


ACTIVITIES = Area(
    slug="activities",
    label=_("Activities"),
    about=_("What you do with personal data: the record that Article 30 asks for."),
    sections=(RECORD,),
    leads="registry.processingactivity",
    pages=(
        Beside(
            name="registry_processingactivity_document",
            label=_("The record as a document"),
            about=_("The whole record, to print or to hand to an authority."),
            may_open=whoever_may("registry.view_processingactivity"),
        ),
        Beside(
            name="work",
            label=_("Files and checks"),
            about=_("The record as a document, the register as files: made while you go on."),
            may_open=may_take_files,
        ),
        Beside(
            name="map",
            label=_("Map of the data"),
            about=_("Whose data goes for what to whom, and where: as a picture, of any day."),
            may_open=whoever_may("registry.view_processingactivity"),
        ),
        Beside(
            name="figures",
            label=_("Figures"),
            about=_("Activities by state and review, vendors by country, requests by month."),
            may_open=whoever_may("registry.view_processor"),
        ),
        Beside(
            name="compare",
            label=_("Compare two days of the register"),
            about=_("What was added, changed and ended between two days."),
            may_open=whoever_may("registry.view_draft_processingactivity"),
        ),
        Beside(
            name="rules",
            label=_("Rules of the check"),
            about=_("What the check against Article 30 asks, and where each rule comes from."),
            may_open=whoever_may("registry.view_processingactivity"),
        ),
    ),
)
VENDORS = Area(
    slug="vendors",
    label=_("Vendors and processors"),
    about=_(
        "Companies that work with your data for you: vendors, which the law calls processors. What "
        "you agreed with them, and which data leaves the country."
    ),
    sections=(RECIPIENTS,),
    leads="registry.processor",
)
PEOPLE_AREA = Area(
    slug="people",
    label=_("People with access"),
    about=_("Who on which committee or board may reach which data, since when and why."),
    sections=(PEOPLE,),
    leads="registry.body",
    pages=(
        Beside(
            name="access",
            label=_("Who could reach what"),
            about=_("For any day: who could see the data of whom, and by which way."),
            may_open=may_ask,
        ),
    ),
)
NOTICES_AREA = Area(
    slug="notices",
    label=_("Notices"),
    about=_("What you tell people about their data, and what you promise them there."),
    sections=(NOTICES,),
    leads="registry.notice",
)
EVIDENCE_AREA = Area(
    slug="evidence",
    label=_("Evidence"),
    about=_("The sealed history: who did what, and how it is found if something was altered."),
    sections=(EVIDENCE,),
    leads="registry.evidenceevent",
    pages=(
        Beside(
            name="registry_evidenceanchor_page",
            label=_("Checkpoint"),
            about=_("A short text to give to others, against which the history can be checked."),
            may_open=whoever_may("registry.view_evidenceanchor"),
        ),
        Beside(
            name="runs",
            label=_("Runs of jobs"),
            about=_("Backup, reminders, retention, verification: last, next, and how it ended."),
            may_open=whoever_may(SEES_THE_LOG),
        ),
    ),
)
SETTINGS = Area(
    slug="settings",
    label=_("Settings"),
    about=_("Your organisation, the words to choose from in forms, and who may sign in."),
    sections=(ORGANISATION, TERMS, ACCOUNTS),
    leads="registry.organisation",
    pages=(
        Beside(
            name="accounts",
            label=_("People and roles"),
            about=_("Who may sign in and do what: invite, change roles, deactivate."),
            may_open=whoever_may("registry.manage_accounts_organisation"),
        ),
    ),
)
# In the order of the menu. Those of other parts are put between by the site.
AREAS = (ACTIVITIES, VENDORS, PEOPLE_AREA, NOTICES_AREA, EVIDENCE_AREA, SETTINGS)
