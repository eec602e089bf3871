"""What the register says must be searched for a request, and who must be told of it."""

from registry.models import Engagement, ProcessingActivity
from requests_app.inheritance import with_sponsors
from requests_app.models import ChecklistItem, DataSubjectRequest, RecipientNotice

# Article 19 follows these three.
TELL_RECIPIENTS = ("rectification", "erasure", "restriction")


def activities_for(request: DataSubjectRequest):
    """Activities on the chosen people that were in force on the day of receipt.

    What was retired since then is among them; of a sponsored project, the sponsor's too.
    """
    return (
        ProcessingActivity.objects.in_force(request.received_on)
        .filter(
            organisation__in=with_sponsors(request.organisation),
            data_subjects__in=request.data_subjects.all(),
        )
        .distinct()
    )


def recipients_for(request: DataSubjectRequest):
    """Who received personal data for the listed activities on the day of receipt."""
    listed = request.checklist.in_use().values("activity")
    return (
        Engagement.objects.in_force(request.received_on)
        .filter(activity__in=listed, is_personal_data=True)
        .select_related("processor", "body")
    )


def bring_up_to_date(request: DataSubjectRequest) -> None:
    """Add the searches and notices that the register asks for. What is there stays.

    Inside a recorded block only.
    """
    listed = set(request.checklist.values_list("activity", flat=True))
    for activity in activities_for(request).exclude(pk__in=listed):
        ChecklistItem.objects.create(request=request, activity=activity)
    if not request.rights.in_use().filter(right__code__in=TELL_RECIPIENTS).exists():
        return
    known = {
        (notice.processor_id, notice.body_id, notice.recipient)
        for notice in request.recipient_notices.all()
    }
    for engagement in recipients_for(request):
        recipient = (engagement.processor_id, engagement.body_id, engagement.recipient)
        if recipient not in known:
            known.add(recipient)
            RecipientNotice.objects.create(
                request=request,
                processor_id=engagement.processor_id,
                body_id=engagement.body_id,
                recipient=engagement.recipient,
            )
