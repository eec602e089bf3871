"""The case file of a request: a page to print, and the same as JSON."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from registry.records.events import EventName, announce
from requests_app.handling.casefile import case_file


class CaseFilePages:
    """Mixed into the admin of requests. Words of letters only for those who may see messages."""

    def get_urls(self):
        info = "requests_app_datasubjectrequest"
        page = self.admin_site.admin_view(self.case_file_view)
        data = self.admin_site.admin_view(self.case_file_json)
        return [
            path("<int:pk>/case-file/", page, name=f"{info}_casefile"),
            path("<int:pk>/case-file.json", data, name=f"{info}_casefile_json"),
            *super().get_urls(),
        ]

    def case_file_view(self, request, pk):
        row = self._viewable(request, str(pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Case file {reference}").format(reference=row),
            "opts": self.opts,
            "object": row,
            "file": self._file_of(request, row),
            "with_texts": self._wants_texts(request, row),
            "may_see_texts": self._may_see_texts(request, row),
            "is_withheld": self.withholds(request, row),
            "may_export": request.user.has_perm("requests_app.export_datasubjectrequest"),
        }
        return TemplateResponse(request, "admin/requests_app/case_file.html", context)

    def case_file_json(self, request, pk):
        if not request.user.has_perm("requests_app.export_datasubjectrequest"):
            raise PermissionDenied
        row = self._viewable(request, str(pk))
        answer = JsonResponse(
            self._file_of(request, row),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
        )
        name = f"{row.reference}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        texts = self._wants_texts(request, row)
        announce(EventName.EXPORTED, by=request.user, about=row, file=name, texts=texts)
        return answer

    def _file_of(self, request, row) -> dict:
        return case_file(
            row,
            with_texts=self._wants_texts(request, row),
            with_notes=not self.withholds(request, row),
            sees=self.sees(request),
        )

    def _may_see_texts(self, request, row) -> bool:
        return request.user.has_perm("requests_app.view_message") and not self.withholds(
            request, row
        )

    def _wants_texts(self, request, row) -> bool:
        """Raises PermissionDenied for those who ask for more than they may see."""
        if request.GET.get("texts") != "yes":
            return False
        if not self._may_see_texts(request, row):
            raise PermissionDenied
        return True
