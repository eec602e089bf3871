"""The form of a request: beside its fields, the check of who asks, where that is quickly said."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.pages.forms import RegisterForm
from requests_app.admin.request.step_forms import text_field
from requests_app.handling import lifecycle

IDENTITY = (_("Who asks"), {"fields": [("identity_checked", "identity_not_needed")]})


class RequestForm(RegisterForm):
    """What was checked today, and by whoever fills this in. For all else the step has a page."""

    faults_at = {"identity_state": "identity_checked"}

    identity_checked = text_field(
        _("How the identity was checked"),
        200,
        required=False,
        help_text=_(
            "For example “answered from the known address”. Never keep a copy of a document."
        ),
    )
    identity_not_needed = text_field(
        _("Why no check is needed"), 300, required=False, help_text=_("One of the two, or neither.")
    )

    def clean(self):
        super().clean()
        if self.said_of_identity == (True, True):
            self.add_error("identity_not_needed", _("Either it was checked or it was not needed."))

    @property
    def said_of_identity(self) -> tuple[bool, bool]:
        said = self.cleaned_data
        return bool(said.get("identity_checked")), bool(said.get("identity_not_needed"))


def settle(form: RequestForm, *, by) -> None:
    """The step for what the form says of it. Raises ValidationError where it does not fit."""
    was_checked, is_not_needed = form.said_of_identity
    said, reason = form.cleaned_data, form.cleaned_data["change_reason"]
    if was_checked:
        lifecycle.settle_identity(
            form.instance,
            on=timezone.localdate(),
            is_verified=True,
            method=said["identity_checked"],
            checked_by=by.get_username(),
            by=by,
            reason=reason,
        )
    elif is_not_needed:
        lifecycle.identity_not_needed(
            form.instance, why=said["identity_not_needed"], by=by, reason=reason
        )
    else:
        return
    form.instance.refresh_from_db()
