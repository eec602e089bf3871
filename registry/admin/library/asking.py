"""Pages on which questions go to a colleague, and the answers are read, corrected and applied."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry import outgoing
from registry.asking import links
from registry.asking.proposals import Proposed, apply, proposed
from registry.library.answering import now as says_now
from registry.library.fields import AnswersForm, name_of
from registry.library.shelf import Question, questions_for
from registry.models import AskedColleague, ProcessingActivity
from registry.own_address import absolute
from registry.pages import resends
from registry.pages.page import Page
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm

WITHDRAW = "withdraw"


class AskForm(forms.Form):
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions"), widget=forms.CheckboxSelectMultiple
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the colleague"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "The link is sent there. Leave it empty to get a link that you pass on yourself. The "
            "address is forgotten together with the questions."
        ),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("The link works for"),
        coerce=int,
        initial=7,
        choices=[
            (days, ngettext("{count} day", "{count} days", days).format(count=days))
            for days in links.DAYS
        ],
    )

    def __init__(self, *args, questions: list[tuple[Question, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [(one.key, one.ask) for one, _said in questions]
        # First those that the record does not answer.
        self.fields["questions"].initial = [one.key for one, said in questions if not said]


class _OfWriters(Page):
    """Only for those who may change the activity: what comes back is not on record yet."""

    def may_open(self, request, row=None):
        return not past_of(request) and self.table.has_change_permission(request, row)

    def questions(self, activity) -> list[Question]:
        sources = activity.suggestions.exclude(source="").values_list("source", flat=True)
        return list(questions_for(sources.first() or ""))


class AskPage(_OfWriters):
    """Choose the questions and who gets them; below, what is on its way or has come back."""

    name = "ask"
    address = "<int:object_id>/ask/"
    template = "admin/registry/library/ask.html"
    label = gettext_lazy("Ask a colleague")

    def buttons(self, request, row=None):
        return [] if row is None or row.retired_on else super().buttons(request, row)

    def respond(self, request, row):
        questions = [(one, says_now(row, one)) for one in self.questions(row)]
        form = AskForm(request.POST or None, questions=questions)
        if request.method == "POST":
            if WITHDRAW in request.POST:
                return self._withdraw(request, row)
            if before := resends.done_before(request):
                return before
            try:
                if form.is_valid() and self._ask(request, row, form, questions):
                    return HttpResponseRedirect(self.url(row))
            except resends.SentBefore as before:
                return resends.led_there(request, before.url)
        context = {
            "title": _("Ask a colleague: {entry}").format(entry=row),
            "form": form,
            "asked": [self._line(request, one) for one in _kept_of(row)],
            "form_number": resends.number_of(request),
            "way_back": self.table.url_of("change", row.pk),
        }
        return self.render(request, row, context)

    def _ask(self, request, row, form, questions) -> bool:
        said = form.cleaned_data
        chosen = [one for one, _said in questions if one.key in said["questions"]]
        now = timezone.now()
        # Before the mail: a second click meanwhile finds that it is done.
        with transaction.atomic():
            # Of many at once each counts the others.
            ProcessingActivity.objects.select_for_update(no_key=True).get(pk=row.pk)
            if _kept_of(row).count() >= links.MOST_OPEN:
                form.add_error(None, _("So many questions are open already. Withdraw some first."))
                return False
            asked = links.ask(
                row, chosen, by=request.user, days=said["days"], now=now, email=said["email"]
            )
            resends.claim(request, self.url(row))
        if said["email"]:
            try:
                self._send(request, row, asked)
            except outgoing.NotTaken as error:
                asked.delete()  # what could not be sent was not asked
                resends.take_back(request)
                told = _("{why} Leave it empty to get a link.").format(why=error)
                form.add_error("email", told)
                return False
        told = _("The questions were sent.") if said["email"] else _("Pass on the link below.")
        messages.success(request, told)
        return True

    def _send(self, request, row, asked) -> None:
        context = {
            "organisation": row.organisation,
            "activity": row.name,
            "link": _link(request, asked),
            "until": date_format(timezone.localdate(asked.expires_at)),
        }
        outgoing.deliver(
            asked.email,
            subject=_("Some questions for you"),
            body=render_to_string("public/asked_mail.txt", context),
            headers={"Auto-Submitted": "auto-generated"},
        )

    def _withdraw(self, request, row):
        count, _tables = _kept_of(row).filter(pk=_uuid(request.POST[WITHDRAW])).delete()
        if count:
            messages.success(request, _("Withdrawn. The link no longer works."))
        return HttpResponseRedirect(self.url(row))

    def _line(self, request, asked) -> dict:
        return {
            "asked": asked,
            "count": len(links.questions_of(asked)),
            "link": "" if asked.answered_at else _link(request, asked),
            "url": f"{self.table.url_of('proposal', asked.activity_id)}?asked={asked.pk}",
        }


class ProposalPage(_OfWriters):
    """What came back, beside what the record says: corrected, taken or left out, with a reason."""

    name = "proposal"
    address = "<int:object_id>/proposal/"
    template = "admin/registry/library/proposal.html"
    takes = {"asked"}

    def respond(self, request, row):
        if request.method == "POST" and (before := resends.done_before(request)):
            return before
        key = _uuid(request.GET.get("asked", ""))
        asked = _kept_of(row).filter(pk=key).exclude(answered_at=None).first()
        if asked is None:
            raise Http404
        rows = proposed(asked)
        form = _ProposalForm(request.POST or None, proposed=rows)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                if self._apply(request, asked, form):
                    way = self.table.url_of("change", row.pk)
                    resends.note_done(request, way)
                    return HttpResponseRedirect(way)
            if before := resends.done_before(request):  # while this one waited for it
                return before
            rows = proposed(asked)
        context = {
            "title": _("Answers: {entry}").format(entry=row),
            "asked": asked,
            "rows": [(one, form[name_of(one.question.key)], form.take(one)) for one in rows],
            "form": form,
            "reason": [form["reason"]],
            "form_number": resends.number_of(request),
            "way_back": self.table.url_of("ask", row.pk),
        }
        return self.render(request, row, context)

    def _apply(self, request, asked, form) -> bool:
        if not (answers := form.taken()):
            form.add_error(None, _("Choose at least one answer, or withdraw them all."))
            return False
        try:
            apply(asked, answers, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, [_("Nothing was changed."), *error.messages])
            return False
        told = ngettext(
            "{count} answer was applied.", "{count} answers were applied.", len(answers)
        )
        messages.success(request, told.format(count=len(answers)))
        return True


class _ProposalForm(ReasonForm, AnswersForm):
    """The answers as fields, each with a box that takes it."""

    def __init__(self, data, *, proposed: list[Proposed]):
        # What nobody answered begins as the question did.
        initial = {name_of(one.question.key): one.answer for one in proposed if one.answer}
        questions = [one.question for one in proposed]
        super().__init__(data, questions=questions, initial=initial)
        for one in proposed:
            can_be_taken = not one.is_newer
            self.fields[_take(one.question.key)] = forms.BooleanField(
                label=_("Take this answer"),
                required=False,
                disabled=not can_be_taken,
                initial=bool(one.answer) and can_be_taken,
            )
        self.fields["reason"].initial = _("Answered by a colleague")

    def take(self, one: Proposed):
        return self[_take(one.question.key)]

    def taken(self) -> dict[str, object]:
        said = self.answers()
        return {key: said[key] for key in said if self.cleaned_data[_take(key)]}


def _take(key: str) -> str:
    return f"take-{key}"


def _kept_of(row):
    """Withdrawn and applied ones are gone; what is over is as good as gone."""
    return AskedColleague.objects.filter(activity=row.pk, expires_at__gt=timezone.now())


def _uuid(text: str):
    try:
        return AskedColleague._meta.pk.to_python(text)
    except ValidationError:
        return None


def _link(request, asked) -> str:
    path = reverse("colleague_answer", kwargs={"token": links.token_of(asked)})
    return absolute(path, request)
