"""Where checkpoints of the history went, and the page with the newest for the minutes."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.log import ReadOnlyAdmin
from registry.evidence import anchors
from registry.evidence.log import checkpoints
from registry.models import EvidenceAnchor
from registry.pages import resends
from registry.pages.page import LIST, Page
from registry.vocabulary import AnchorMethod

MAY_KEEP = "registry.add_evidenceanchor"


class PageForm(forms.Form):
    """Where a printed checkpoint is kept. The number is of what was on the page."""

    target = forms.CharField(
        label=gettext_lazy("Kept with"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "For example “Minutes of the board, 17 July 2018”. Do not name people."
        ),
    )
    size = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CheckpointPage(Page):
    """GET shows the newest checkpoint to be printed; POST notes where the paper is kept."""

    name = "page"
    address = "checkpoint/"
    template = "admin/registry/checkpoint.html"
    label = gettext_lazy("Page for the minutes")
    stands_on = LIST

    def respond(self, request, row):
        may_keep = request.user.has_perm(MAY_KEEP)
        if request.method == "POST" and not may_keep:
            raise PermissionDenied
        form = PageForm(request.POST if request.method == "POST" else None)
        # Reading the page may itself be an event; what was printed is what is noted.
        if form.is_valid() and (printed := checkpoints.at(form.cleaned_data["size"])):
            target, way = form.cleaned_data["target"], self.table.url_of("changelist")
            try:
                with resends.once_if_numbered(request) as doing:
                    anchors.keep(printed, AnchorMethod.PAGE, by=request.user, target=target)
                    doing.url = way
            except resends.SentBefore as before:
                return resends.led_there(request, before.url)
            messages.success(request, _("Saved: the page is kept with {it}.").format(it=target))
            return HttpResponseRedirect(way)
        newest = checkpoints.newest()
        form.fields["size"].initial = newest.size
        context = {
            "title": _("Checkpoint of the history"),
            "checkpoint": newest,
            "form": form if may_keep else None,
        }
        return self.render(request, None, context)


@admin.register(EvidenceAnchor)
class EvidenceAnchorAdmin(ReadOnlyAdmin):
    """A list to read. Anchors are made by `anchor_evidence`, and by the page for the minutes."""

    pages = [CheckpointPage()]
    list_display = ["created_at", "size", "method", "target"]
    list_filter = ["method"]
    fields = ["created_at", "method", "target", "size", "root", "checkpoint"]
