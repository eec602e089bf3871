"""Files that staff put in: a scan of a letter, a note of a call. Only kinds that do no harm."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.files_kept.fields import WHAT_FITS, refusal_of
from registry.serving.bodies import AROUND_FILES
from requests_app.messages.storage import MESSAGE_LIMIT, store
from requests_app.models import Message

# Of a form with files; a little more than is kept, so that the field can say so itself.
BODY_LIMIT = MESSAGE_LIMIT + AROUND_FILES


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
                    "The files are larger than {most} together. Choose fewer or smaller files."
                ).format(most=filesizeformat(MESSAGE_LIMIT))
            )
        if refusals:
            raise ValidationError(refusals)
        return files


def keep(files, message: Message) -> None:
    """Inside of a recorded block, with `storage.gone_if_undone` around it."""
    for file in files:
        store(file, message=message, name=file.name, content_type=file.content_type or "")
