"""The page on which a letter is written, looked at, and sent together with its step."""

import re
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import outgoing
from registry.pages import resends
from registry.pages.page import Button, Page
from registry.pages.steps import ReasonForm, refuse_unless_it_fits
from registry.records.seen import seen_of
from requests_app.admin.request.gap_ways import ways_to
from requests_app.admin.request.letter_form import SEND_NOW, STILL_TO_SAY, LetterForm, enclosures_of
from requests_app.admin.request.letter_steps import LetterStep
from requests_app.admin.request.overview import warnings_on
from requests_app.admin.request.step_forms import RefuseForm
from requests_app.admin.request.steps import NEXT, REQUEST_STEPS
from requests_app.admin.sections import FileStepPage
from requests_app.handling import lifecycle
from requests_app.handling.lateness import is_late_by
from requests_app.handling.stopping import open_stops
from requests_app.letters.drafts import GROUND, draft, in_order
from requests_app.letters.languages import language_of, own_language
from requests_app.letters.telling import Gap
from requests_app.messages import correspondence
from requests_app.models import Message, MessageTemplate, Requester
from requests_app.vocabulary import Channel, Finding, MessageKind, Outcome, RefusalGround

# Article 12(3) and (4): within the first month.
TOLD_IN_TIME = (MessageKind.EXTENSION, MessageKind.REFUSAL)
# As letters cite it, in English, German and French.
CITED = re.compile(r"\b(?:article|artikel)\s+(\d+)\b", re.IGNORECASE)
MAY_WRITE = [
    "requests_app.change_datasubjectrequest",
    "requests_app.add_message",
    "requests_app.view_requester",
]


class RequestStepPage(FileStepPage):
    """Steps with a letter lead to its page, where the requester may be written to."""

    template = "admin/requests_app/step.html"

    def offered(self, request, row):
        may_write = self.table.page("write").may_open(request)
        return [
            step
            for step in super().offered(request, row)
            if may_write or not isinstance(step, LetterStep)
        ]

    def buttons(self, request, row=None):
        next_one = "stop" if open_stops(row) else NEXT.get(row.state)
        buttons = [
            Button(step.label, self.url_for(step, row), is_next=step.name == next_one)
            for step in self.offered(request, row)
        ]
        return sorted(buttons, key=lambda button: not button.is_next)

    def url_for(self, step, row):
        if isinstance(step, LetterStep):
            return self.table.page("letter").url(row, step.name)
        return super().url_for(step, row)

    def context(self, request, step, rows, form):
        context = super().context(request, step, rows, form)
        if len(rows) == 1:
            context["warnings"] = warnings_on(rows[0])
            context["stops"] = open_stops(rows[0]) if step.name == "stop" else []
        return context

    def actions(self, request):
        """None: each step is taken for one request at a time, on its own page."""
        return {}

    def form_for(self, request, step, rows):
        form = super().form_for(request, step, rows)
        if len(rows) == 1 and hasattr(form, "about"):
            form.about(rows[0])
        return form

    def respond(self, request, row, name):
        if any(isinstance(step, LetterStep) and step.name == name for step in self.steps):
            raise Http404  # it has a page of its own, with the letter
        return super().respond(request, row, name)


class WritePage(Page):
    """A letter alone."""

    name = "write"
    address = "<int:object_id>/write/"
    template = "admin/requests_app/letter.html"

    def may_open(self, request, row=None):
        return request.user.has_perms(MAY_WRITE) and not self.table.withholds(request, row)

    def respond(self, request, row):
        return _Visit(self, request, row, None).answer()


class LetterPage(WritePage):
    """A letter together with its step."""

    name = "letter"
    address = "<int:object_id>/write/<slug:name>/"

    def respond(self, request, row, name):
        for step in REQUEST_STEPS:
            if isinstance(step, LetterStep) and step.name == name:
                return _Visit(self, request, row, step).answer()
        raise Http404


class _Visit:
    """A draft, a preview, or the letter on its way."""

    def __init__(self, page: WritePage, request, row, step: LetterStep | None):
        self.page, self.request, self.row, self.step = page, request, row, step
        self.requester = Requester.objects.filter(request=row).first()
        self.templates = self._templates()
        self.template = self._chosen()
        self.gaps = []
        data = self._with_ground(request.POST) if request.POST else None
        address = bool(self.requester and self.requester.email)
        has_server = outgoing.has_server()
        initial = {"delivery": self._as_it_came(has_server) or Channel.POST}
        if data is None:
            initial |= self._draft()
        else:
            self.gaps = self._gaps_left(data.get("text", ""))
        self.letter = LetterForm(
            data,
            initial=initial,
            has_address=address,
            has_server=has_server,
            has_ground=step is not None and issubclass(step.form, RefuseForm),
            files=self._files(),
        )
        form = step.form if step else ReasonForm
        self.about = form(data, initial=_explained(initial.get("text", "")))
        if isinstance(self.about, RefuseForm):
            self.about.about(row)
        self.seen = request.POST.get("seen", "") if data else self._as_it_stands()

    def _as_it_came(self, has_server: bool) -> str:
        """How it is sent, to begin with: as the request came in, where that is a way back."""
        if self.row.channel not in (Channel.EMAIL, Channel.FORM):
            return self.row.channel
        if not (self.requester and self.requester.email):
            return ""
        return SEND_NOW if has_server else Channel.EMAIL

    def answer(self):
        if self.request.method != "POST" or "_edit" in self.request.POST:
            return self._show("letter")
        if not (self.letter.is_valid() & self.about.is_valid()):
            return self._show("letter")
        if "_send" not in self.request.POST:
            return self._show("letter_preview")
        try:
            with resends.once(self.request) as doing:
                message = self._write()
                doing.url = self.page.table.url_of("change", self.row.pk)
        except resends.SentBefore as before:
            return resends.led_there(self.request, before.url)
        except ValidationError as error:
            self.about.add_error(None, error.messages)
            self.seen = self._as_it_stands()  # the page has just said what that is
            return self._show("letter")
        self._report(message)
        self._close_with(message)
        return HttpResponseRedirect(doing.url)

    def _as_it_stands(self) -> str:
        return seen_of(self.page.table.rows_as_seen(self.request).get(pk=self.row.pk))

    def _templates(self):
        templates = MessageTemplate.objects.in_force(timezone.localdate())
        if self.step:
            templates = templates.filter(kind=self.step.kind)
        wanted = self.requester.language if self.requester else ""
        return in_order(templates, wanted or own_language().code)

    def _chosen(self) -> MessageTemplate | None:
        """The template that was asked for, or the first of its kind in the person's language."""
        wanted = self.request.GET.get("template", "")
        chosen = [template for template in self.templates if str(template.pk) == wanted]
        if not chosen and not self.step:
            chosen = [t for t in self.templates if t.kind == MessageKind.OTHER]
        return next(iter(chosen or self.templates), None)

    def _draft(self) -> dict:
        if self.template is None:
            return {}
        begun = draft(self.template, self.row)
        self.gaps = begun.gaps
        return {"subject": begun.subject, "text": begun.text}

    def _gaps_left(self, text: str) -> list[Gap]:
        """What the register does not say and the letter, as it was typed, still leaves open."""
        if self.template is None or not STILL_TO_SAY.search(text):
            return []
        return [gap for gap in draft(self.template, self.row).gaps if gap.text in text]

    def _with_ground(self, data):
        """The ground that was chosen beside the letter, in the words of the letter's language."""
        ground, subject, text = (data.get(name, "") for name in ("ground", "subject", "text"))
        if ground not in RefusalGround.values or GROUND not in subject + text:
            return data
        words = language_of(self.template.language if self.template else "").ground(ground)
        data = data.copy()
        data["subject"], data["text"] = (one.replace(GROUND, words) for one in (subject, text))
        return data

    def _files(self):
        if not self.request.user.has_perm("requests_app.view_attachment"):
            return None
        return enclosures_of(self.row)

    def _write(self) -> Message:
        user, reason = self.request.user, self.about.cleaned_data["reason"]
        letter = self.letter.letter(self.step.kind if self.step else MessageKind.OTHER)

        def take():
            now = self.page.table.rows_as_seen(self.request).filter(pk=self.row.pk).first()
            refuse_unless_it_fits(self.step, now, self.request.POST.get("seen", ""))
            said = {**self.about.cleaned_data}
            said.pop("closes", None)
            self.step.take(
                now,
                on=self.letter.cleaned_data["on"],
                channel=letter.channel,
                by=user,
                **said,
            )

        return correspondence.write(
            self.row, letter, by=user, reason=reason, step=take if self.step else None
        )

    def _close_with(self, message: Message) -> None:
        """Where that was asked: on the day of the letter, and not before it has gone."""
        if not self.about.cleaned_data.get("closes"):
            return
        if correspondence.is_unsent(message):
            messages.warning(self.request, _("The request is still open."))
            return
        try:
            lifecycle.close(
                self.row,
                on=self.letter.cleaned_data["on"],
                by=self.request.user,
                reason=self.about.cleaned_data["reason"],
            )
        except ValidationError as error:
            messages.warning(self.request, " ".join([_("Not closed:"), *error.messages]))

    def _report(self, message: Message) -> None:
        refusal = message.refusal
        message.refresh_from_db()
        if correspondence.is_unsent(message):
            said = (
                _("The step was recorded, but the letter was NOT sent. {why}")
                if self.step
                else _("The letter was NOT sent. {why}")
            )
            advice = _(
                "Open the letter below to send it again, or to record that it was sent otherwise."
            )
            messages.error(self.request, f"{said.format(why=refusal)} {advice}")
        elif message.message_id:
            messages.success(self.request, _("The letter was sent."))
        else:
            is_told = message.channel in (Channel.PHONE, Channel.IN_PERSON)
            told = _("What was told is recorded.") if is_told else _("The letter was recorded.")
            messages.success(self.request, told)

    def _as_kept(self) -> dict:
        """What was typed, with the subject as it will stand in the file."""
        said = self.letter.cleaned_data
        return said | {"subject": correspondence.with_reference(said["subject"], self.row)}

    @property
    def _is_about_access(self) -> bool:
        is_answer = self.step is not None and self.step.kind == MessageKind.ANSWER
        return is_answer and self.row.rights.in_use().filter(right__code="access").exists()

    def _without(self) -> list[str]:
        """Activities of which an answer about access says nothing: nothing was found there."""
        items = self.row.checklist.in_use().filter(finding=Finding.NOTHING)
        asks = self._is_about_access
        return [item.headline for item in items.select_related("activity")] if asks else []

    def _lacks_copy(self) -> bool:
        """Article 15(3): whoever grants access hands over a copy, with the letter or otherwise."""
        if not (self._is_about_access and self.letter.is_bound):
            return False
        granted = self.row.rights.in_use().filter(
            right__code="access", outcome__in=[Outcome.FULFILLED, Outcome.PARTLY]
        )
        chosen = getattr(self.letter, "cleaned_data", {}).get("enclosures")
        return not chosen and granted.exists()

    def _ground(self) -> str:
        """On which what has no outcome yet is about to be refused."""
        return getattr(self.about, "cleaned_data", {}).get("ground", "")

    def _late_after(self) -> date | None:
        """The last day for what this letter tells, where it is over."""
        if self.step is None or self.step.kind not in TOLD_IN_TIME:
            return None
        on = getattr(self.letter, "cleaned_data", {}).get("on") or timezone.localdate()
        return self.row.notice_due_on if is_late_by(self.row, on) else None

    def _show(self, name: str):
        label = self.step.label if self.step else _("Write a letter")
        letter = self._as_kept() if name == "letter_preview" else {}
        context = {
            "title": label,
            "step": self.step,
            "letter": self.letter,
            "form_number": resends.number_of(self.request),
            "has_server": outgoing.has_server(),
            "seen": self.seen,
            "about": self.about,
            "templates": self.templates,
            "requester": self.requester,
            "said": letter,
            "is_mailed": letter.get("delivery") == SEND_NOW,
            "is_told": letter.get("delivery") in (Channel.PHONE, Channel.IN_PERSON),
            "is_mail_of_theirs": letter.get("delivery") == Channel.EMAIL,
            "late_after": self._late_after(),
            "warnings": warnings_on(self.row, self._ground()),
            "gaps": self.gaps,
            "ways": ways_to(self.gaps, self.request, self.row),
            "without": self._without(),
            "lacks_copy": self._lacks_copy(),
            "may_put_in": self.page.table.page("files").may_open(self.request, self.row),
            "rights": self.row.rights.in_use().select_related("right"),
        }
        template = f"admin/requests_app/{name}.html"
        return self.page.render(self.request, self.row, context, template=template)


def _explained(text: str) -> dict[str, bool]:
    """Which ways of complaint a draft tells of already, by the Articles that it cites."""
    cited = {*CITED.findall(text)}
    return {"explains_complaint": "77" in cited, "explains_remedy": "79" in cited}
