"""What the requester was told too late: after the month of 12(3) and (4), or of a complaint."""

from collections.abc import Collection, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests_app.models import DataSubjectRequest, RequestedRight


def late_notices(
    request: DataSubjectRequest, rights: Collection[RequestedRight] | None = None
) -> list[str]:
    """What the requester was told too late, in words. A late notice extends nothing."""
    late = list(_late_acknowledgement(request))
    due = request.notice_due_on
    if due is None:
        return late
    if request.is_extension_late:
        late.append(
            _(
                "The requester was told of an extension on {day}, after {due}. It extends nothing "
                "(Article 12(3))."
            ).format(day=date_format(request.extension_notified_on), due=date_format(due))
        )
    if request.answered_on and request.answered_on > due:
        rights = request.rights_in_use() if rights is None else rights
        if any(right.is_refusal and not right.retired_on for right in rights):
            late.append(
                _(
                    "The requester was told of a refusal on {day}, after {due} (Article 12(4))."
                ).format(day=date_format(request.answered_on), due=date_format(due))
            )
    return late


def _late_acknowledgement(request: DataSubjectRequest) -> Iterator[str]:
    if request.is_acknowledged_late:
        yield _("The complaint was acknowledged on {day}, after {due}.").format(
            day=date_format(request.acknowledged_on), due=date_format(request.acknowledge_due_on)
        )


def is_late_by(request: DataSubjectRequest, day: date) -> bool:
    """Whether an extension or a refusal that is told on that day comes too late."""
    return request.notice_due_on is not None and day > request.notice_due_on
