"""The page on which the whole record is read and printed."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from registry.exchange.contents import document_of
from registry.models import Disclosure
from registry.pages.past import past_of


class DocumentPage:
    """Mixed into the admin of activities, which names `document` among what looks back."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.document_view)
        address = path("document/", view, name="registry_processingactivity_document")
        return [address, *super().get_urls()]

    def document_view(self, request):
        """All entries that this user may see, in a document as the law asks for it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("The record as a document"),
            "opts": self.opts,
            "document": document_of(
                self.get_queryset(request),
                past_of(request),
                self.sees(request)(Disclosure.objects.all()),
            ),
        }
        return TemplateResponse(request, "admin/registry/document.html", context)
