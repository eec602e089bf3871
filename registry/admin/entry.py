"""What the admin of every table has: its heading on the home page, and the way out of use."""

from django.utils.translation import gettext_lazy as _

from registry.admin.evidence.bundles import BundlePage
from registry.admin.evidence.redactions import RedactPage
from registry.admin.steps import RESTORE, RETIRE
from registry.pages.model_admin import RegisterModelAdmin
from registry.pages.steps import StepPage
from registry.resources import TABLES

RECORD = _("Record of processing")
RECIPIENTS = _("Processors and transfers")
PEOPLE = _("People with access")
ORGANISATION = _("Organisation and notices")
TERMS = _("Words of the register")
EVIDENCE = _("Evidence")
RESOURCES = {resource._meta.model: resource for resource in TABLES.values()}
SECTIONS = (RECORD, RECIPIENTS, PEOPLE, ORGANISATION, TERMS, EVIDENCE)


class EntryAdmin(RegisterModelAdmin):
    """The admin of one table of the register."""

    pages = [*RegisterModelAdmin.pages, StepPage(RETIRE, RESTORE), RedactPage(), BundlePage()]

    def get_resource_classes(self, request):
        return [RESOURCES[self.model]]
