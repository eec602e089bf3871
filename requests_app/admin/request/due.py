"""How urgent a request is: a calm colour, and always the words too."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.handling.stopping import open_stops
from requests_app.models import DataSubjectRequest
from requests_app.querysets import WAITING
from requests_app.vocabulary import RequestState

THIS_WEEK = 7


@dataclass(frozen=True)
class Due:
    """`kind` names the colour: overdue, soon, waiting, later, ended."""

    kind: str
    words: str

    @property
    def as_html(self) -> str:
        return format_html('<span class="due {}">{}</span>', self.kind, self.words)


def due_of(row: DataSubjectRequest, today: date) -> Due:
    """What the list and the page say of the deadline."""
    if not row.is_open:
        return Due("ended", _ended(row))
    if row.due_on is None:
        return Due("waiting", _("the period is suspended"))
    days = (row.due_on - today).days
    day = date_format(row.due_on) + _safe(row)
    if days < 0:
        late = ngettext("{days} day overdue", "{days} days overdue", -days).format(days=-days)
        return Due("overdue", _("{day}, {late}").format(day=day, late=late))
    if days == 0:
        return Due("soon", _("{day}, today").format(day=day))
    left = ngettext("in {days} day", "in {days} days", days).format(days=days)
    kind = "soon" if days <= THIS_WEEK else "later"
    if kind == "later" and row.state in WAITING:
        kind = "waiting"
    return Due(kind, _("{day}, {left}").format(day=day, left=left))


def _safe(row: DataSubjectRequest) -> str:
    """The day before weekends and holidays, which stands under every reading of the law."""
    if row.raw_due_on in {None, row.due_on}:
        return ""
    return _(" (safe target: {day})").format(day=date_format(row.raw_due_on))


def stop_of(row: DataSubjectRequest, today: date) -> Due | None:
    """What the list says beside the deadline while something goes on that has to stop."""
    if not open_stops(row):
        return None
    days = (today - row.received_on).days
    if days <= 0:
        return Due("soon", _("stop at once"))
    words = ngettext(
        "stop at once: received {days} day ago", "stop at once: received {days} days ago", days
    )
    return Due("overdue", words.format(days=days))


def _ended(row: DataSubjectRequest) -> str:
    if row.withdrawn_on:
        return _("withdrawn on {day}").format(day=date_format(row.withdrawn_on))
    if not row.answered_on:
        return row.get_state_display()
    words = _("answered on {day}")
    if row.state == RequestState.REFUSED:
        words = _("refused on {day}")
    return words.format(day=date_format(row.answered_on))
