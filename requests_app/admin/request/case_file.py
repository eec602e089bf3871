"""The case file of a request: a page to print, and the same as JSON."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.pages.page import Page
from registry.records.events import EventName, announce
from requests_app.handling.casefile import case_file

MAY_EXPORT = "requests_app.export_datasubjectrequest"


class CaseFilePage(Page):
    """Words of letters only for those who may see messages."""

    name = "casefile"
    address = "<int:object_id>/case-file/"
    template = "admin/requests_app/case_file.html"
    label = gettext_lazy("Case file")

    def respond(self, request, row):
        context = {
            "title": _("Case file {reference}").format(reference=row),
            "file": self._file_of(request, row),
            "with_texts": self._wants_texts(request, row),
            "may_see_texts": self._may_see_texts(request, row),
            "is_withheld": self.table.withholds(request, row),
            "may_export": request.user.has_perm(MAY_EXPORT),
        }
        return self.render(request, row, context)

    def _file_of(self, request, row) -> dict:
        return case_file(
            row,
            with_texts=self._wants_texts(request, row),
            with_notes=not self.table.withholds(request, row),
            sees=self.table.sees(request),
        )

    def _may_see_texts(self, request, row) -> bool:
        return request.user.has_perm("requests_app.view_message") and not self.table.withholds(
            request, row
        )

    def _wants_texts(self, request, row) -> bool:
        """Raises PermissionDenied for those who ask for more than they may see."""
        if request.GET.get("texts") != "yes":
            return False
        if not self._may_see_texts(request, row):
            raise PermissionDenied
        return True


class CaseFileDataPage(CaseFilePage):
    """The same for a program. That it was taken out is recorded."""

    name = "casefile_json"
    address = "<int:object_id>/case-file.json"
    permission = MAY_EXPORT
    asks_again = True
    label = None

    def page_of_file(self, request, row):
        texts = "?texts=yes" if request.GET.get("texts") == "yes" else ""
        return f"{self.table.page('casefile').url(row)}{texts}"

    def respond(self, request, row):
        answer = JsonResponse(
            self._file_of(request, row),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
        )
        name = f"{row.reference}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        texts = self._wants_texts(request, row)
        announce(EventName.EXPORTED, by=request.user, about=row, file=name, texts=texts)
        return answer
