"""What came for a request by post or telephone, and files that are put in to be sent."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.files_kept.storage import gone_if_undone
from registry.pages import resends
from registry.pages.page import Page
from registry.pages.steps import ReasonForm
from registry.records.history import recorded
from requests_app.admin.request.step_forms import day_field, text_field
from requests_app.admin.request.uploads import BODY_LIMIT, FilesField, keep
from requests_app.messages import correspondence
from requests_app.models import DataSubjectRequest, Message
from requests_app.vocabulary import Channel, Direction, MessageKind, RequestState


class IncomingForm(ReasonForm):
    """The words, the files, or both."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Received by"), choices=Channel.choices, initial=Channel.POST
    )
    on = day_field(pgettext_lazy("day", "On"))
    correspondent = text_field(
        pgettext_lazy("sender", "From"),
        600,
        required=False,
        help_text=gettext_lazy("Fill in only if it is not the requester."),
    )
    subject = text_field(pgettext_lazy("of a message", "Subject"), 300, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text of the message"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
    )
    files = FilesField()
    is_identification = forms.BooleanField(
        label=gettext_lazy("It was sent only to identify the person"),
        required=False,
        help_text=gettext_lazy("Then it is removed after the check."),
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is in the future."))
        return day

    def clean(self):
        cleaned = super().clean()
        if not (self.errors or cleaned["text"] or cleaned["files"]):
            raise ValidationError(_("Enter the text, or choose a file."))
        return cleaned

    def record(self, row: DataSubjectRequest, *, by) -> Message:
        said = self.cleaned_data
        with gone_if_undone(), recorded(by=by, reason=said["reason"]):
            return record(
                row,
                kind=MessageKind.IDENTIFICATION if said["is_identification"] else MessageKind.OTHER,
                channel=Channel(said["channel"]),
                on=said["on"],
                files=said["files"],
                subject=said["subject"],
                text=said["text"],
                correspondent=said["correspondent"],
            )


def record(row: DataSubjectRequest, *, on, files, text: str, **fields) -> Message:
    """A message that came on a day, with its files. Inside of a recorded block."""
    message = Message(
        request=row,
        at=correspondence.moment_on(on),
        text=text.replace("\r\n", "\n"),
        **{"direction": Direction.IN} | fields,
    )
    correspondence.seal(message)
    message.save()
    keep(files, message)
    return message


class FilesForm(ReasonForm):
    """What is to go with a letter, such as the copy of the data (Article 15(3))."""

    files = FilesField(required=True)

    def record(self, row: DataSubjectRequest, *, by) -> Message:
        with gone_if_undone(), recorded(by=by, reason=self.cleaned_data["reason"]):
            return record(
                row,
                direction=Direction.OWN,
                kind=MessageKind.PREPARED,
                on=timezone.localdate(),
                files=self.cleaned_data["files"],
                text="",
            )


class IncomingPage(Page):
    """Open while the file is."""

    name = "incoming"
    address = "<int:object_id>/incoming/"
    template = "admin/requests_app/incoming.html"
    takes_bytes = BODY_LIMIT
    permission = "requests_app.add_message"
    form = IncomingForm
    title = gettext_lazy("Record a message")
    explanation = gettext_lazy(
        "For messages that came by post, by telephone, in person or to another mailbox. Only "
        "people who handle requests can read them."
    )
    done = gettext_lazy("The message was recorded.")

    def may_open(self, request, row=None):
        return super().may_open(request, row) and (row is None or is_at_work(row))

    def respond(self, request, row):
        form = self.form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                with resends.once(request) as doing:
                    form.record(row, by=request.user)
                    doing.url = self.table.url_of("change", row.pk)
            except resends.SentBefore as before:
                return resends.led_there(request, before.url)
            self.table.message_user(request, str(self.done))
            return HttpResponseRedirect(doing.url)
        context = {
            "title": str(self.title),
            "explanation": self.explanation,
            "form": form,
            "form_number": resends.number_of(request),
        }
        return self.render(request, row, context)


class FilesPage(IncomingPage):
    """Before the letter is written: then they are offered to go with it."""

    name = "files"
    address = "<int:object_id>/files/"
    form = FilesForm
    title = gettext_lazy("Put in files to send")
    explanation = gettext_lazy(
        "For example the copy of the data (Article 15(3)). They are kept with the request, and "
        "offered when a letter is written."
    )
    done = gettext_lazy("The files were put in. Choose them when you write the letter.")


def is_at_work(row: DataSubjectRequest) -> bool:
    """What comes for a file that is closed is a new request, or a reason to reopen it."""
    return row.state != RequestState.CLOSED and not row.retired_on
