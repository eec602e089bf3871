"""The page on which somebody says yes or no to what is suggested for an entry."""

from itertools import groupby

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.law.suggested import SuggestedPart, SuggestionState
from registry.library.accepting import TABLES, settle
from registry.library.wording import in_words
from registry.models import Suggestion
from registry.pages import resends
from registry.pages.page import Button, Page
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm

YES, NO = "yes", "no"
# Buttons that say the same of all that were left open on the page.
ALL = {"accept_all": YES, "decline_all": NO}


class SuggestionsPage(Page):
    """Open suggestions with yes and no for each, for all, and one reason; below, the others."""

    name = "suggestions"
    address = "<int:object_id>/suggestions/"
    template = "admin/registry/library/suggestions.html"

    def may_open(self, request, row=None):
        """Whoever may see the entry reads them; whoever may change it answers."""
        if request.method == "POST":
            return not past_of(request) and self.table.has_change_permission(request, row)
        return super().may_open(request, row)

    def buttons(self, request, row=None):
        if past_of(request) or not (many := len(open_for(row))):
            return []
        label = ngettext("{count} suggestion", "{count} suggestions", many).format(count=many)
        return [Button(label, self.url(row), css="step")]

    def respond(self, request, row):
        rows = list(self._rows(row))
        offered = [one for one in rows if one.is_open]
        form = ReasonForm(request.POST or None)
        said = _said(request, offered)
        if request.method == "POST":
            if before := resends.done_before(request):
                return before
            answers = _with_the_rest(request, said)
            with transaction.atomic():
                if form.is_valid() and self._settle(request, row, answers, form):
                    way = self._way_on(row)
                    resends.note_done(request, way)
                    return HttpResponseRedirect(way)
            if before := resends.done_before(request):  # while this one waited for it
                return before
        context = {
            "title": _("Suggestions: {entry}").format(entry=row),
            "groups": self._groups(offered, said),
            "answered": [one for one in rows if not one.is_open],
            "may_answer": self.table.has_change_permission(request, row),
            "form": form,
            "form_number": resends.number_of(request),
            "way_back": self.table.url_of("change", row.pk),
        }
        return self.render(request, row, context)

    def _rows(self, row):
        return row.suggestions.in_use()

    def _groups(self, offered, said) -> list[tuple[str, list]]:
        offered = sorted(offered, key=lambda one: list(SuggestedPart).index(one.part))
        return [
            (
                SuggestedPart(part).label,
                [
                    (one, in_words(part, one.fields, self.table.model), said.get(one.pk, ""))
                    for one in those
                ],
            )
            for part, those in groupby(offered, key=lambda one: one.part)
        ]

    def _settle(self, request, row, said: dict[int, str], form) -> bool:
        accepted = {pk for pk, answer in said.items() if answer == YES}
        declined = {pk for pk, answer in said.items() if answer == NO}
        if not accepted and not declined:
            form.add_error(None, _("Say yes or no to at least one."))
            return False
        try:
            _refuse_without_rights(request, row, accepted)
            settle(
                row,
                accepted=accepted,
                declined=declined,
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, [_("Nothing was changed."), *error.messages])
            return False
        told = _("Accepted: {yes}. Declined: {no}.")
        messages.success(request, told.format(yes=len(accepted), no=len(declined)))
        return True

    def _way_on(self, row) -> str:
        left = self._rows(row).filter(state=SuggestionState.OFFERED).exists()
        return self.url(row) if left else self.table.url_of("change", row.pk)


def open_for(row) -> list[Suggestion]:
    """Asked once for a page."""
    if not hasattr(row, "open_suggestions"):
        rows = row.suggestions.in_use().filter(state=SuggestionState.OFFERED)
        row.open_suggestions = list(rows)
    return row.open_suggestions


def _said(request, offered) -> dict[int, str]:
    """What was said by hand of each that is open; of what is not among them nothing is taken."""
    if request.method != "POST":
        return {}
    # What the page showed: nobody says yes to what came meanwhile.
    fields = {one.pk: f"suggestion-{one.pk}" for one in offered}
    said = {pk: request.POST[field] for pk, field in fields.items() if field in request.POST}
    return {pk: answer if answer in (YES, NO) else "" for pk, answer in said.items()}


def _with_the_rest(request, said: dict[int, str]) -> dict[int, str]:
    """What a button says of all is said of those that nobody answered by hand."""
    rest = next((answer for name, answer in ALL.items() if name in request.POST), "")
    answers = {pk: answer or rest for pk, answer in said.items()}
    return {pk: answer for pk, answer in answers.items() if answer}


def _refuse_without_rights(request, row, accepted) -> None:
    """Acceptance writes into tables of parts and words. Raises ValidationError."""
    parts = {one.part for one in open_for(row) if one.pk in accepted}
    models = {model for part in parts for model in TABLES[part]}
    missing = [
        model
        for model in sorted(models, key=lambda model: model._meta.label)
        if not request.user.has_perm(f"registry.add_{model._meta.model_name}")
    ]
    if missing:
        names = ", ".join(str(model._meta.verbose_name_plural) for model in missing)
        raise ValidationError(_("You may not add to: {tables}.").format(tables=names))


class Suggested:
    """Mixed into the admin of an entry: its form shows what is suggested and not answered."""

    @admin.display(description=gettext_lazy("suggested, not answered"))
    def suggested(self, row):
        rows = [] if row.past else open_for(row)
        if not rows:
            return _("Nothing")
        lines = format_html_join("", "<li>{}</li>", ((one.headline,) for one in rows))
        way = self.url_of("suggestions", row.pk)
        answer = _("Accept or decline")
        return format_html('<ul>{}</ul><a href="{}">{}</a>', lines, way, answer)

    def get_fieldsets(self, request, obj=None):
        """Only where there is something to say."""
        groups = super().get_fieldsets(request, obj)
        if obj is None or past_of(request) or not open_for(obj):
            return groups
        (title, options), *rest = groups
        return [(title, {**options, "fields": [*options["fields"], "suggested"]}), *rest]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "suggested"]
