"""Events of the sealed log in the time-line of the row that they are about."""

from django.urls import reverse

from registry.admin.facts import in_a_line
from registry.models import EvidenceEvent
from registry.records.timeline.sources import Source, TimelineEvent


class Events(Source):
    def touching(self, row, user):
        if not user.has_perm("registry.view_evidenceevent"):
            return EvidenceEvent.objects.none()
        return EvidenceEvent.objects.filter(about_model=row._meta.label_lower, about_id=row.pk)

    def told(self, keys):
        for event in EvidenceEvent.objects.filter(pk__in=keys):
            yield TimelineEvent(
                key=event.pk,
                at=event.at,
                what=event.get_name_display(),
                author=event.author,
                details=in_a_line(event.facts),
                url=reverse("admin:registry_evidenceevent_change", args=[event.pk]),
            )
