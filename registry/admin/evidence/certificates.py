"""The certificate of a redaction, to be printed."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.evidence.redaction.certificates import certificate_of
from registry.pages.page import Page
from registry.records.events import EventName

SHOWN = 500


class CertificatePage(Page):
    """Whoever may see the event of a redaction may print it."""

    name = "certificate"
    address = "<int:object_id>/certificate/"
    template = "admin/registry/certificate.html"
    label = gettext_lazy("Certificate")

    def buttons(self, request, row=None):
        return super().buttons(request, row) if row.name == EventName.REDACTED else []

    def respond(self, request, row):
        if row.name != EventName.REDACTED:
            raise Http404
        certificate = certificate_of(row)
        context = {
            "title": _("Certificate of redaction {number}").format(number=row.pk),
            "certificate": certificate,
            "blanked": certificate.blanked[:SHOWN],
            "more": max(0, len(certificate.blanked) - SHOWN),
            "report": certificate.verified(),
            "verified_at": timezone.now(),
        }
        return self.render(request, row, context)
