"""Where checkpoints of the history went, and the page with the newest for the minutes."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.log import ReadOnlyAdmin
from registry.evidence import anchors
from registry.evidence.log import checkpoints
from registry.models import EvidenceAnchor
from registry.vocabulary import AnchorMethod

MAY_KEEP = "registry.add_evidenceanchor"


class PageForm(forms.Form):
    """Where a printed checkpoint is kept. The number is of what was on the page."""

    target = forms.CharField(
        label=gettext_lazy("Kept with"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "For example “Minutes of the board, 2018-07-17”. Do not name people."
        ),
    )
    size = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


@admin.register(EvidenceAnchor)
class EvidenceAnchorAdmin(ReadOnlyAdmin):
    """A list to read. Anchors are made by `anchor_evidence`, and by the page for the minutes."""

    list_display = ["created_at", "size", "method", "target"]
    list_filter = ["method"]
    fields = ["created_at", "method", "target", "size", "root", "checkpoint"]
    change_list_template = "admin/registry/anchors.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.page_view)
        return [
            path("checkpoint/", view, name="registry_evidenceanchor_page"),
            *super().get_urls(),
        ]

    def page_view(self, request):
        """GET shows the newest checkpoint to be printed; POST notes where the paper is kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_keep = request.user.has_perm(MAY_KEEP)
        if request.method == "POST" and not may_keep:
            raise PermissionDenied
        form = PageForm(request.POST if request.method == "POST" else None)
        # Reading the page may itself be an event; what was printed is what is noted.
        if form.is_valid() and (printed := checkpoints.at(form.cleaned_data["size"])):
            target = form.cleaned_data["target"]
            anchors.keep(printed, AnchorMethod.PAGE, by=request.user, target=target)
            messages.success(request, _("Saved: the page is kept with {it}.").format(it=target))
            return HttpResponseRedirect(reverse("admin:registry_evidenceanchor_changelist"))
        newest = checkpoints.newest()
        form.fields["size"].initial = newest.size
        context = {
            **self.admin_site.each_context(request),
            "title": _("Checkpoint of the history"),
            "opts": self.opts,
            "checkpoint": newest,
            "form": form if may_keep else None,
        }
        return TemplateResponse(request, "admin/registry/checkpoint.html", context)
