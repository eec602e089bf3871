"""The page on which a letter is written, looked at, and sent together with its step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from registry import outgoing
from registry.pages import resends
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm, refuse_unless_it_fits
from registry.records.seen import seen_of
from requests_app.admin.request.letter_form import SEND_NOW, LetterForm
from requests_app.admin.request.step_forms import RefuseForm
from requests_app.admin.request.steps import NEXT, REQUEST_STEPS, LetterStep
from requests_app.messages import correspondence
from requests_app.models import Message, MessageTemplate, Requester
from requests_app.vocabulary import Channel, MessageKind


class LetterPages:
    """Mixed into the admin of requests: `write/` for a letter alone, and for each letter step."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.letter_view)
        info = "requests_app_datasubjectrequest"
        return [
            path("<int:pk>/write/", view, name=f"{info}_write"),
            path("<int:pk>/write/<slug:name>/", view, name=f"{info}_letter"),
            *super().get_urls(),
        ]

    def steps_for(self, request, row) -> list[dict]:
        """Steps with a letter lead to its page, where the requester may be written to."""
        offered = []
        if past_of(request) or self.withholds(request, row):
            return offered
        for step in self.steps:
            if not (self._may(request, step) and step.fits(row)):
                continue
            if isinstance(step, LetterStep):
                if not self.may_write(request):
                    continue
                url = reverse(
                    "admin:requests_app_datasubjectrequest_letter", args=[row.pk, step.name]
                )
            else:
                url = self._page_of(step, row)
            is_next = NEXT.get(row.state) == step.name
            offered.append({"label": step.label, "url": url, "is_next": is_next})
        return sorted(offered, key=lambda step: not step["is_next"])

    def step_view(self, request, name):
        if any(isinstance(step, LetterStep) and step.name == name for step in self.steps):
            raise Http404  # it has a page of its own, with the letter
        return super().step_view(request, name)

    def may_write(self, request) -> bool:
        return request.user.has_perms(
            [
                "requests_app.change_datasubjectrequest",
                "requests_app.add_message",
                "requests_app.view_requester",
            ]
        )

    def letter_view(self, request, pk, name=None):
        if not self.may_write(request):
            raise PermissionDenied
        row = self._viewable(request, str(pk))
        if self.withholds(request, row):
            raise PermissionDenied
        step = next(
            (step for step in REQUEST_STEPS if isinstance(step, LetterStep) and step.name == name),
            None,
        )
        if name and step is None:
            raise Http404
        return _LetterPage(self, request, row, step).answer()


class _LetterPage:
    """One visit: a draft, a preview, or the letter on its way."""

    def __init__(self, admin, request, row, step: LetterStep | None):
        self.admin, self.request, self.row, self.step = admin, request, row, step
        self.requester = Requester.objects.filter(request=row).first()
        self.templates = self._templates()
        data = request.POST or None
        address = bool(self.requester and self.requester.email)
        has_server = outgoing.has_server()
        by_mail = SEND_NOW if has_server else Channel.EMAIL
        initial = {"delivery": by_mail if address else Channel.POST}
        if data is None:
            initial |= self._draft()
        self.letter = LetterForm(data, initial=initial, has_address=address, has_server=has_server)
        self.about = (step.form if step else ReasonForm)(data)
        if isinstance(self.about, RefuseForm):
            self.about.about(row)
        self.seen = request.POST.get("seen", "") if data else self._as_it_stands()

    def answer(self):
        if self.request.method != "POST" or "_edit" in self.request.POST:
            return self._page("letter")
        if not (self.letter.is_valid() & self.about.is_valid()):
            return self._page("letter")
        if "_send" not in self.request.POST:
            return self._page("letter_preview")
        try:
            with resends.once(self.request) as doing:
                message = self._write()
                doing.url = reverse(
                    "admin:requests_app_datasubjectrequest_change", args=[self.row.pk]
                )
        except resends.SentBefore as before:
            return resends.led_there(self.request, before.url)
        except ValidationError as error:
            self.about.add_error(None, error.messages)
            self.seen = self._as_it_stands()  # the page has just said what that is
            return self._page("letter")
        self._report(message)
        return HttpResponseRedirect(doing.url)

    def _as_it_stands(self) -> str:
        return seen_of(self.admin.rows_as_seen(self.request).get(pk=self.row.pk))

    def _templates(self):
        templates = MessageTemplate.objects.in_use()
        return list(templates.filter(kind=self.step.kind) if self.step else templates)

    def _draft(self) -> dict:
        wanted = self.request.GET.get("template", "")
        chosen = [template for template in self.templates if str(template.pk) == wanted]
        if not chosen and not self.step:
            chosen = [t for t in self.templates if t.kind == MessageKind.OTHER]
        template = next(iter(chosen or self.templates), None)
        if template is None:
            return {}
        subject, text = correspondence.draft(template, self.row)
        return {"subject": subject, "text": text}

    def _write(self) -> Message:
        user, reason = self.request.user, self.about.cleaned_data["reason"]
        letter = self.letter.letter(self.step.kind if self.step else MessageKind.OTHER)

        def take():
            now = self.admin.rows_as_seen(self.request).filter(pk=self.row.pk).first()
            refuse_unless_it_fits(self.step, now, self.request.POST.get("seen", ""))
            self.step.take(
                now,
                on=self.letter.cleaned_data["on"],
                channel=letter.channel,
                by=user,
                **self.about.cleaned_data,
            )

        return correspondence.write(
            self.row, letter, by=user, reason=reason, step=take if self.step else None
        )

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
            messages.success(self.request, _("The letter was recorded."))

    def _as_kept(self) -> dict:
        """What was typed, with the subject as it will stand in the file."""
        said = self.letter.cleaned_data
        return said | {"subject": correspondence.with_reference(said["subject"], self.row)}

    def _page(self, name: str):
        label = self.step.label if self.step else _("Write a letter")
        letter = self._as_kept() if name == "letter_preview" else {}
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": label,
            "opts": self.admin.opts,
            "object": self.row,
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
            "is_mail_of_theirs": letter.get("delivery") == Channel.EMAIL,
            "rights": self.row.rights.in_use().select_related("right"),
        }
        return TemplateResponse(self.request, f"admin/requests_app/{name}.html", context)
