"""What may be removed for good, to be ticked: fields by table, passages with their context."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from registry.evidence.bundles.showing import model_of
from registry.evidence.log.content import sealed_tables
from registry.evidence.redaction.forgetting import Holding, Offer
from registry.evidence.redaction.passages import EVENTS, LINES, Passage
from registry.pages.steps import ReasonForm
from registry.vocabulary import RedactionGround

REFERENCES_SHOWN = 3


class RedactionForm(ReasonForm):
    """Names and addresses are chosen beforehand; free text is for somebody to read first.

    So are passages of others, and those that quote a word too short to be sure of.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Remove"), widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(
        label=pgettext_lazy("of a redaction", "Ground"), choices=RedactionGround.choices
    )

    def __init__(self, offered: Offer, data=None):
        self.seen_before = None if data is None else data.get("seen", "")
        if data is not None:
            # What is shown now is what the next click answers for.
            data = data.copy()
            data["seen"] = offered.seal
        super().__init__(data)
        self.offered = offered
        self.fields["chosen"].choices = [
            *(
                (heading, [(holding.key, _described(holding)) for holding in some])
                for heading, some in groupby(offered.holdings, _heading)
            ),
            *(
                (heading, [(passage.key, _excerpt(passage)) for passage in some])
                for heading, some in _passages_by_heading(offered)
            ),
        ]
        holdings = [
            holding.key for holding in offered.holdings if holding.model and holding.is_name
        ]
        passages = [passage.key for passage in offered.own if passage.is_sure]
        self.fields["chosen"].initial = holdings + passages
        self.fields["seen"].initial = offered.seal
        self.fields["ground"].initial = RedactionGround.ERASURE
        self.fields["reason"].help_text = _(
            "Why it is removed. This is kept for as long as the register exists, and "
            "printed on the certificate. Do not name people."
        )

    def clean(self):
        if self.seen_before != self.offered.seal:
            self.say_changed()
        return super().clean()

    def say_changed(self) -> None:
        """Alone: what was chosen may not be there to choose any more."""
        self.errors.pop("chosen", None)
        self.add_error(
            None,
            _(
                "The entry has changed since you opened this page. Nothing was "
                "removed. Check the list again."
            ),
        )


def _heading(holding: Holding) -> str:
    if holding.model is None:
        return _("All of these fields")
    label = capfirst(holding.model._meta.verbose_name)
    rows = holding.model._base_manager.filter(pk__in=holding.rows[:REFERENCES_SHOWN])
    names = ", ".join(map(str, rows))
    more = ", …" if len(holding.rows) > REFERENCES_SHOWN else ""
    return f"{label}: {names}{more}"


def _described(holding: Holding) -> str:
    versions = len(holding.versions)
    count = ngettext("{n} version", "{n} versions", versions)
    return f"{capfirst(holding.label)} ({count.format(n=versions)})"


def _passages_by_heading(offered: Offer) -> Iterator[tuple[str, list[Passage]]]:
    """In the own past first, then by the entry that each is about."""
    if offered.own:
        yield _("Reasons of changes to this entry that quote it"), offered.own
    by_row = defaultdict(list)
    for passage in offered.elsewhere:
        by_row[passage.model, passage.row].append(passage)
    names = _names_of(by_row)
    for (label, pk), some in by_row.items():
        name = names.get((label, pk)) or " ".join(str(part) for part in (label, pk) if part)
        yield _("Elsewhere: {entry}").format(entry=name or _("the whole register")), some


def _names_of(rows: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int], str]:
    """How people call the rows of sealed tables, by table and number."""
    by_table = defaultdict(set)
    for label, pk in rows:
        if label in sealed_tables():
            by_table[label].add(pk)
    names = {}
    for label, pks in by_table.items():
        model = model_of(sealed_tables()[label])
        for pk, row in model._base_manager.in_bulk(pks - {None}).items():
            names[label, pk] = f"{capfirst(model._meta.verbose_name)}: {row}"
    return names


def _excerpt(passage: Passage) -> str:
    """What stands there, with the quote marked, and how often it was written."""
    words = format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece) if is_quote else piece,)
            for piece, is_quote in passage.excerpts
        ),
    )
    return format_html("{}: <q>{}</q>", _kind(passage), words)


def _kind(passage: Passage) -> str:
    if passage.table == LINES:
        return _("A line of the admin log")
    if passage.table == EVENTS:
        return _("An event")
    count = ngettext("The reason of {n} change", "The reason of {n} changes", len(passage.pks))
    return count.format(n=len(passage.pks))
