"""The steps of `registry.submissions` as people take them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.pages.steps import ReasonForm, Step
from registry.submissions.sending import is_waiting, may_be_sent, send, send_back, take_back


class NoteForm(ReasonForm):
    """The reason is what the other one reads."""

    label, help = _("Note for whoever approves it"), _("What they should know or look at.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field: forms.Field = self.fields["reason"]
        field.label, field.help_text = self.label, f"{self.help} {_('Do not name people.')}"


class MissingForm(NoteForm):
    label, help = (
        _("What is missing"),
        _("What has to be filled in or put right before you approve."),
    )


NOT_WAITING = _("It does not wait for approval.")
SEND = Step(
    name="send",
    label=_("Send for approval"),
    done=_("{entry}: sent for approval."),
    explanation=_("Whoever approves finds the entry on their home page, with your note."),
    take=send,
    form=NoteForm,
    fits=may_be_sent,
    otherwise=_("It waits for approval already, or there is none to ask for."),
)
SEND_BACK = Step(
    name="send-back",
    label=_("Send back"),
    done=_("{entry}: sent back."),
    explanation=_("Whoever sent the entry finds it on their home page, with what you write here."),
    take=send_back,
    form=MissingForm,
    permission="approve",
    fits=is_waiting,
    otherwise=NOT_WAITING,
)
TAKE_BACK = Step(
    name="take-back",
    label=_("Take back"),
    done=_("{entry}: taken back. It no longer waits for approval."),
    explanation=_("The entry no longer waits for approval. You can send it again."),
    take=take_back,
    fits=is_waiting,
    otherwise=NOT_WAITING,
)
