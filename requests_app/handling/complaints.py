"""Complaints: no requests under Articles 15 to 22, with steps and days of their own."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.models import SupervisoryAuthority
from requests_app.handling.transitions import By, may, save_counted, step
from requests_app.models import DataSubjectRequest
from requests_app.timing import put_deadlines
from requests_app.vocabulary import COMPLAINTS, TO_AUTHORITY


def codes_of(request: DataSubjectRequest) -> set[str]:
    return {right.right.code for right in request.rights_in_use()}


def is_complaint(request: DataSubjectRequest) -> bool:
    """Nothing but a complaint: what Article 12(3) says of requests is not said of it."""
    codes = codes_of(request)
    return bool(codes) and codes <= COMPLAINTS


def may_note_authority(request: DataSubjectRequest) -> bool:
    return may("note_authority", request) and TO_AUTHORITY in codes_of(request)


def note_authority(
    request: DataSubjectRequest,
    *,
    authority: SupervisoryAuthority,
    authority_reference: str = "",
    lodged_on: date | None = None,
    asked_until: date | None = None,
    by: By,
    reason: str,
) -> None:
    """With whom a complaint was lodged and when, and by when the authority asks for an answer."""
    with step("note_authority", request, by, reason) as file:
        if TO_AUTHORITY not in codes_of(file):
            raise ValidationError(_("Add the right “Complaint to an authority” first."))
        file.authority = authority
        file.authority_reference = authority_reference.strip()
        file.lodged_on = lodged_on
        file.asked_until = asked_until


def rights_changed(request: DataSubjectRequest) -> None:
    """Count anew, inside a recorded block: whether it is a complaint is said by its rights."""
    file = DataSubjectRequest.objects.get(pk=request.pk)
    if file.is_open and put_deadlines(file):
        save_counted(file)
