"""The page on which the whole record is read and printed."""

from django.utils.translation import gettext as _

from registry.exchange.contents import document_of
from registry.models import Disclosure
from registry.pages.page import Page
from registry.pages.past import past_of
from registry.working.rights import may_take_files


class DocumentPage(Page):
    """All entries that this user may see, in a document as the law asks for it.

    Whoever may not see people finds their codes, as everywhere, beside how to reach them.
    """

    name = "document"
    address = "document/"
    template = "admin/registry/document.html"
    shows_past = True

    def respond(self, request, row):
        past = past_of(request)
        context = {
            "title": _("The record as a document"),
            "may_take_files": may_take_files(request.user),
            "days": past.parameters,
            "document": document_of(
                self.table.get_queryset(request),
                past,
                self.table.sees(request)(Disclosure.objects.all()),
                names_people=request.user.has_perm("registry.view_person"),
            ),
        }
        return self.render(request, None, context)
