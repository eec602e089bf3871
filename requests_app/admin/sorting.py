"""The steps that bring a message without a request to where it belongs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Organisation
from registry.pages.steps import ReasonForm, Step
from requests_app.admin.request.step_forms import text_field
from requests_app.handling import sorting


class ReferenceForm(ReasonForm):
    reference = text_field(
        _("Reference of the request"), 20, help_text=_("For example R-2026-000012.")
    )


class OrganisationForm(ReasonForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.in_use(), label=_("Organisation asked")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].initial = Organisation.objects.in_use().first()


NOT_STRAY = _(
    "Only an unassigned message can be sorted. This one belongs to a request or was put aside."
)
SORTING = (
    Step(
        name="put_to",
        label=_("Assign to a request"),
        done=_("{entry}: assigned to the request."),
        explanation=_("Assigns the message to an existing request."),
        take=sorting.put_to,
        fits=sorting.is_unassigned,
        otherwise=NOT_STRAY,
        form=ReferenceForm,
    ),
    Step(
        name="open_request",
        label=_("Open a new request"),
        done=_("{entry}: a new request was opened."),
        explanation=_(
            "The message is a request. Its period is counted from the day on which it came."
        ),
        take=sorting.open_request,
        fits=sorting.is_unassigned,
        otherwise=NOT_STRAY,
        form=OrganisationForm,
    ),
    Step(
        name="put_aside",
        label=_("Put aside"),
        done=_("{entry}: put aside."),
        explanation=_("Removes it from the list. It is kept until its retention period is over."),
        take=sorting.put_aside,
        fits=sorting.is_unassigned,
        otherwise=NOT_STRAY,
    ),
    Step(
        name="take_back",
        label=_("Bring back into the list"),
        done=_("{entry}: back in the list."),
        explanation=_("Use this if it was put aside by mistake."),
        take=sorting.take_back,
        fits=sorting.is_aside,
        otherwise=_("Only what was put aside can be brought back into the list."),
    ),
)
