"""The certificate of a redaction, to be printed."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.redaction.certificates import certificate_of
from registry.models import EvidenceEvent
from registry.records.events import EventName

SHOWN = 500


class CertificatePages:
    """Mixed into the admin of events. Whoever may see the event may print it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.certificate_view)
        name = "registry_evidenceevent_certificate"
        return [path("<int:pk>/certificate/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["is_redaction"] = obj is not None and obj.name == EventName.REDACTED
        return super().render_change_form(request, context, add, change, form_url, obj)

    def certificate_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        event = get_object_or_404(EvidenceEvent, pk=pk, name=EventName.REDACTED)
        certificate = certificate_of(event)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Certificate of redaction {number}").format(number=event.pk),
            "opts": self.opts,
            "object": event,
            "certificate": certificate,
            "blanked": certificate.blanked[:SHOWN],
            "more": max(0, len(certificate.blanked) - SHOWN),
            "report": certificate.verified(),
            "verified_at": timezone.now(),
        }
        return TemplateResponse(request, "admin/registry/certificate.html", context)
