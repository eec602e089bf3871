"""The steps that bring a message without a request to where it belongs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry import lifecycle as rows
from registry.base.steps import ReasonForm, Step
from registry.models import Organisation
from requests_app import sorting
from requests_app.admin.step_forms import text_field


class ReferenceForm(ReasonForm):
    reference = text_field(_("Reference of the request"), 20, help_text=_("Such as R-2026-000012."))


class OrganisationForm(ReasonForm):
    organisation = forms.ModelChoiceField(Organisation.objects.in_use(), label=_("Asked of"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].initial = Organisation.objects.in_use().first()


SORTING = (
    Step(
        name="put_to",
        label=_("Put to a request"),
        explanation=_("The message belongs to a request that is on file."),
        take=sorting.put_to,
        permission="change",
        fits=sorting.is_stray,
        form=ReferenceForm,
    ),
    Step(
        name="open_request",
        label=_("Open a request"),
        explanation=_("A person asks for something. The clock runs from the day it came."),
        take=sorting.open_request,
        permission="change",
        fits=sorting.is_stray,
        form=OrganisationForm,
    ),
    Step(
        name="put_aside",
        label=_("Nothing to do"),
        explanation=_("It leaves the list, and stays on record until its time is up."),
        take=rows.retire,
        permission="change",
        fits=sorting.is_stray,
    ),
    Step(
        name="take_back",
        label=_("Bring back into the list"),
        explanation=_("It was put aside by mistake."),
        take=rows.restore,
        permission="change",
        fits=lambda message: message.retired_on is not None,
    ),
)
