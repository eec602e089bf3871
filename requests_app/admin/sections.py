"""What the admin of every table of requests has: its heading on the home page, its files."""

from django.utils.translation import gettext_lazy as _

from registry.base.admin import RegisterModelAdmin
from requests_app import resources

REQUESTS = _("Requests of data subjects")
SECTIONS = (REQUESTS,)
RESOURCES = {
    resource._meta.model: resource
    for resource in (
        resources.RequestResource,
        resources.RequestedRightResource,
        resources.ClockEventResource,
        resources.ChecklistItemResource,
        resources.RecipientNoticeResource,
        resources.LegalPeriodsResource,
        resources.RequestPolicyResource,
        resources.MessageTemplateResource,
        resources.RequesterResource,
    )
}


class FileAdmin(RegisterModelAdmin):
    """The admin of one table of the file of requests. Messages come and go in no file."""

    section = REQUESTS

    class Media:
        css = {"all": ["admin/requests.css"]}

    def get_resource_classes(self, request):
        return [RESOURCES[self.model]]

    def has_import_permission(self, request):
        return self.model in RESOURCES and super().has_import_permission(request)

    def has_export_permission(self, request):
        return self.model in RESOURCES and super().has_export_permission(request)
