"""Which files staff may put in: only kinds that do no harm, seen by their own bytes."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.files_kept.filetypes import FileCheck, inspect
from registry.files_kept.names import claimed_type, display_name
from registry.files_kept.storage import FILE_LIMIT

WHAT_FITS = gettext_lazy("PDF, images, plain text and office documents without macros.")


class KeptFileField(forms.FileField):
    """One file, looked into: what is refused is named, with what to do instead."""

    def __init__(self, **options):
        super().__init__(**{"label": gettext_lazy("File"), "help_text": WHAT_FITS} | options)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and (refusal := refusal_of(file)):
            raise ValidationError(refusal)
        return file


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
