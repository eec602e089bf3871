"""The page of the files of an entry, and the way to save one of them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.files_kept.download import download
from registry.files_kept.fields import KeptFileField
from registry.files_kept.of_register import keep, kept_with
from registry.files_kept.storage import FILE_LIMIT
from registry.pages import resends
from registry.pages.page import Page
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm
from registry.serving.bodies import AROUND_FILES

MAY_READ, MAY_PUT_IN = "registry.view_keptfile", "registry.change_keptfile"


class PutInForm(ReasonForm):
    file = KeptFileField()


class KeptFilesPage(Page):
    """GET lists the files of an entry; POST puts one in."""

    name = "kept"
    address = "<int:object_id>/kept-files/"
    template = "admin/registry/kept_files.html"
    permission = MAY_READ
    takes_bytes = FILE_LIMIT + AROUND_FILES
    label = gettext_lazy("Files")

    def buttons(self, request, row=None):
        return [] if past_of(request) else super().buttons(request, row)

    def respond(self, request, row):
        may_put_in = request.user.has_perm(MAY_PUT_IN)
        if request.method == "POST" and not may_put_in:
            raise PermissionDenied
        form = PutInForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                with resends.once(request) as doing:
                    said = form.cleaned_data
                    keep(said["file"], with_row=row, by=request.user, reason=said["reason"])
                    doing.url = self.url(row)
            except resends.SentBefore as before:
                return resends.led_there(request, before.url)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                self.table.message_user(request, _("The file was put in."))
                return HttpResponseRedirect(doing.url)
        context = {
            "title": _("Files kept with {entry}").format(entry=row),
            "files": kept_with(row),
            "form": form if may_put_in and row.retired_on is None else None,
            "form_number": resends.number_of(request),
        }
        return self.render(request, row, context)


class DownloadKeptPage(Page):
    """Only kinds that are known to be harmless were taken in."""

    name = "download"
    address = "<int:object_id>/download/"
    permission = MAY_READ

    def respond(self, request, row):
        if row.retired_on:
            raise Http404
        return download(row, is_recognised=True)
