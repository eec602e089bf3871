"""What the page of a letter asks for: the words, and how they go."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from registry.files_kept.filetypes import FileCheck
from requests_app.admin.request.step_forms import day_field, text_field
from requests_app.letters.drafts import GROUND
from requests_app.messages.correspondence import Letter
from requests_app.messages.storage import MAIL_LIMIT, MESSAGE_LIMIT
from requests_app.models import Attachment, DataSubjectRequest
from requests_app.vocabulary import Channel, Direction, MessageKind

SEND_NOW = "send"
# What a template leaves to be said: [say here why].
STILL_TO_SAY = re.compile(r"\[[^\[\]]* [^\[\]]*\]")
# So many of them are told in the refusal; those of the register stand above the letter.
SHOWN_OPEN = 5


class EnclosuresField(forms.ModelMultipleChoiceField):
    """The files of a request that may leave again: what their bytes say they are."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self):
        super().__init__(
            Attachment.objects.none(),
            required=False,
            label=gettext_lazy("Files that go with it"),
            help_text=gettext_lazy(
                "Of the files of this request, those of a recognised type. By e-mail up to {mail} "
                "together: files grow by a third on their way, and many mail servers take 25 MB."
            ),
        )
        self.help_text = str(self.help_text).format(mail=filesizeformat(MAIL_LIMIT))

    def label_from_instance(self, file):
        size = filesizeformat(file.byte_count)
        return f"{file.name} ({file.message}, {size})"


def enclosures_of(request: DataSubjectRequest):
    """What came, and what was put in to be sent. Not what came to identify the person."""
    files = Attachment.objects.in_use().filter(
        message__request=request, file_removed_on=None, check_result=FileCheck.RECOGNISED
    )
    files = files.exclude(message__direction=Direction.OUT).exclude(is_identification=True)
    return files.exclude(message__kind=MessageKind.IDENTIFICATION).select_related("message")


class LetterForm(forms.Form):
    """The letter itself, and how it goes."""

    delivery = forms.ChoiceField(
        label=gettext_lazy("How it is sent or told"),
        choices=[
            (SEND_NOW, gettext_lazy("Send it by e-mail now")),
            (Channel.EMAIL, gettext_lazy("Record that it was sent otherwise: by e-mail")),
            (Channel.POST, gettext_lazy("Record that it was sent otherwise: by post")),
            (Channel.PHONE, gettext_lazy("Record that it was told: by telephone")),
            (Channel.IN_PERSON, gettext_lazy("Record that it was told: in person")),
        ],
    )
    on = day_field(
        pgettext_lazy("day", "On"),
        help_text=gettext_lazy("A letter that is sent now gets the date of today."),
    )
    subject = text_field(pgettext_lazy("of a message", "Subject"), 270)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField letter-text"}),
        max_length=500_000,
    )
    enclosures = EnclosuresField()

    def __init__(
        self,
        *args,
        has_address: bool = True,
        has_server: bool = True,
        has_ground: bool = False,
        files=None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        if files:
            self.fields["enclosures"].queryset = files
        else:
            del self.fields["enclosures"]
        self.has_address, self.has_server = has_address, has_server
        # Whether the ground of a refusal is asked for beside the letter.
        self.has_ground = has_ground
        if not has_server:
            delivery = self.fields["delivery"]
            delivery.widget.choices = [one for one in delivery.choices if one[0] != SEND_NOW]
            self.fields["on"].help_text = ""

    def clean_subject(self):
        return self._with_ground(" ".join(self.cleaned_data["subject"].split()))

    def clean_text(self):
        text = self.cleaned_data["text"]
        if open_passages := STILL_TO_SAY.findall(text):
            told = open_passages[:SHOWN_OPEN]
            if more := len(open_passages) - len(told):
                told.append(
                    ngettext("… and {more} more", "… and {more} more", more).format(more=more)
                )
            raise ValidationError([_("Replace these passages first:"), *told])
        return self._with_ground(text)

    def _with_ground(self, text: str) -> str:
        """Refused where it is still to be said."""
        if GROUND in text:
            needed = _("Say the ground in the letter instead of {ground}.")
            if self.has_ground:
                needed = _(
                    "Choose the ground below. It then stands in the letter instead of {ground}."
                )
            raise ValidationError(needed.format(ground=GROUND))
        return text

    def clean_delivery(self):
        delivery = self.cleaned_data["delivery"]
        if delivery == SEND_NOW and not self.has_server:
            raise ValidationError(
                _(
                    "No mail server is configured, so nothing can be sent from here. "
                    "Send it yourself, then record how."
                )
            )
        if delivery == SEND_NOW and not self.has_address:
            raise ValidationError(_("The requester has no e-mail address. Choose another way."))
        return delivery

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("delivery") == SEND_NOW:
            cleaned["on"] = timezone.localdate()
        elif cleaned.get("on") and cleaned["on"] > timezone.localdate():
            self.add_error("on", _("This day is in the future."))
        size = sum(file.byte_count for file in cleaned.get("enclosures", ()))
        limit = MAIL_LIMIT if cleaned.get("delivery") == SEND_NOW else MESSAGE_LIMIT
        if size > limit:
            refusal = _(
                "The files are {sum} together, and at most {most} can go this way. Choose fewer "
                "files, or hand them over in another way."
            )
            words = {"sum": filesizeformat(size), "most": filesizeformat(limit)}
            self.add_error("enclosures", refusal.format(**words))
        return cleaned

    def letter(self, kind) -> Letter:
        said = self.cleaned_data
        is_mailed = said["delivery"] == SEND_NOW
        return Letter(
            kind=kind,
            on=said["on"],
            channel=Channel.EMAIL if is_mailed else Channel(said["delivery"]),
            subject=said["subject"],
            text=said["text"],
            is_mailed=is_mailed,
            enclosures=list(said.get("enclosures", ())),
        )
