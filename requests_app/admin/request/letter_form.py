"""What the page of a letter asks for: the words, and how they go."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.admin.request.step_forms import day_field, text_field
from requests_app.messages.correspondence import Letter
from requests_app.vocabulary import Channel

SEND_NOW = "send"
# What a template leaves to be said: [say here why].
STILL_TO_SAY = re.compile(r"\[[^\[\]]* [^\[\]]*\]")


class LetterForm(forms.Form):
    """The letter itself, and how it goes."""

    delivery = forms.ChoiceField(
        label=gettext_lazy("How it is sent"),
        choices=[
            (SEND_NOW, gettext_lazy("Send it by e-mail now")),
            (Channel.EMAIL, gettext_lazy("Record that it was sent otherwise: by e-mail")),
            (Channel.POST, gettext_lazy("Record that it was sent otherwise: by post")),
            (Channel.PHONE, gettext_lazy("Record that it was told: by telephone")),
            (Channel.IN_PERSON, gettext_lazy("Record that it was told: in person")),
        ],
    )
    on = day_field(
        gettext_lazy("On"),
        help_text=gettext_lazy("A letter that is sent now gets the date of today."),
    )
    subject = text_field(gettext_lazy("Subject"), 270)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField letter-text"}),
        max_length=100_000,
    )

    def __init__(self, *args, has_address: bool = True, has_server: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_address, self.has_server = has_address, has_server
        if not has_server:
            delivery = self.fields["delivery"]
            delivery.widget.choices = [one for one in delivery.choices if one[0] != SEND_NOW]
            self.fields["on"].help_text = ""

    def clean_subject(self):
        return " ".join(self.cleaned_data["subject"].split())

    def clean_text(self):
        text = self.cleaned_data["text"]
        if open_passages := STILL_TO_SAY.findall(text):
            raise ValidationError(
                _("Replace these passages first: {passages}").format(
                    passages=" ".join(open_passages)
                )
            )
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
        )
