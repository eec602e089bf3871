"""The steps that bring a message without a request to where it belongs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Organisation
from registry.pages.steps import ReasonForm, Step
from requests_app.admin.request.step_forms import text_field
from requests_app.handling import sorting


class ReferenceForm(ReasonForm):
    reference = text_field(_("Reference of the request"), 20, help_text=_("Such as R-2026-000012."))


class OrganisationForm(ReasonForm):
    organisation = forms.ModelChoiceField(Organisation.objects.in_use(), label=_("Asked of"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].initial = Organisation.objects.in_use().first()


NOT_STRAY = _("It belongs to a request, or was put aside. Only what waits to be sorted is sorted.")
SORTING = (
    Step(
        name="put_to",
        label=_("Put to a request"),
        explanation=_("The message belongs to a request that is on file."),
        take=sorting.put_to,
        permission="change",
        fits=sorting.is_stray,
        otherwise=NOT_STRAY,
        form=ReferenceForm,
    ),
    Step(
        name="open_request",
        label=_("Open a request"),
        explanation=_("A person asks for something. The clock runs from the day it came."),
        take=sorting.open_request,
        permission="change",
        fits=sorting.is_stray,
        otherwise=NOT_STRAY,
        form=OrganisationForm,
    ),
    Step(
        name="put_aside",
        label=_("Nothing to do"),
        explanation=_("It leaves the list, and stays on record until its time is up."),
        take=sorting.put_aside,
        permission="change",
        fits=sorting.is_stray,
        otherwise=NOT_STRAY,
    ),
    Step(
        name="take_back",
        label=_("Bring back into the list"),
        explanation=_("It was put aside by mistake."),
        take=sorting.take_back,
        permission="change",
        fits=sorting.is_aside,
        otherwise=_("Only what was put aside comes back into the list."),
    ),
)
