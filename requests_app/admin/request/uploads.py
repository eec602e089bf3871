"""Files that staff put in: a scan of a letter, a note of a call. Only kinds that do no harm."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.serving.bodies import AROUND_FILES
from requests_app.messages.filetypes import inspect
from requests_app.messages.storage import (
    FILE_LIMIT,
    MESSAGE_LIMIT,
    claimed_type,
    display_name,
    store,
)
from requests_app.models import Message
from requests_app.vocabulary import FileCheck

# Of a form with files; a little more than is kept, so that the field can say so itself.
BODY_LIMIT = MESSAGE_LIMIT + AROUND_FILES
WHAT_FITS = gettext_lazy("PDF, images, plain text and office documents without macros.")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each looked into: what is refused is named, with what to do instead."""

    def __init__(self, **options):
        defaults = {
            "label": gettext_lazy("Files"),
            "required": False,
            "widget": FilesInput(attrs={"multiple": True}),
            "help_text": WHAT_FITS,
        }
        super().__init__(**defaults | options)

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, initial) for file in data or []]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        refusals = [refusal for file in files if (refusal := refusal_of(file))]
        if sum(file.size for file in files) > MESSAGE_LIMIT:
            refusals.append(
                _(
                    "The files are larger than {size} together. Choose fewer or smaller files."
                ).format(size=filesizeformat(MESSAGE_LIMIT))
            )
        if refusals:
            raise ValidationError(refusals)
        return files


def refusal_of(file) -> str:
    """Why staff may not put this file in, and what to do; empty where they may."""
    name = display_name(file.name)
    if file.size > FILE_LIMIT:
        return _("“{name}” is larger than {size}. Choose a smaller file.").format(
            name=name, size=filesizeformat(FILE_LIMIT)
        )
    file.seek(0)
    kind = inspect(file, name=name, claimed=claimed_type(file.content_type or ""))
    file.seek(0)
    if kind.check == FileCheck.RECOGNISED:
        return ""
    why = {
        FileCheck.UNKNOWN: _("is a type of file that is not accepted"),
        FileCheck.MISLEADING: _("is not what its name says, but {kind}").format(kind=kind.found),
        FileCheck.HARMFUL: _("may be harmful when opened"),
    }[kind.check]
    return _("“{name}” {why}. Save it as PDF, image or plain text, and choose that file.").format(
        name=name, why=why
    )


def keep(files, message: Message) -> None:
    """Inside of a recorded block, with `storage.gone_if_undone` around it."""
    for file in files:
        store(file, message=message, name=file.name, content_type=file.content_type or "")
