"""The page on which something is taken out of the present and the past of an entry, for good."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.admin.confirming import PasswordField, check_password
from registry.base.past_admin import past_of
from registry.base.personal import DATA_SUBJECT, STAFF
from registry.base.steps import ReasonForm
from registry.evidence.forgetting import QUOTED, Holding, forget, holdings, mentions
from registry.vocabulary import RedactionGround

MAY_REDACT = "registry.redact_evidenceevent"
REFERENCES_SHOWN = 3
ELSEWHERE = "elsewhere"  # in the address: look for the names in other entries, which takes a while


class RedactionForm(ReasonForm):
    """Names and addresses are chosen beforehand; free text is for somebody to read first."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Remove"), widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=RedactionGround.choices)

    def __init__(self, held: list[Holding], data=None):
        super().__init__(data)
        self.fields["password"] = PasswordField()
        self.fields["chosen"].choices = [
            (heading, [(holding.key, _described(holding)) for holding in some])
            for heading, some in groupby(held, _heading)
        ]
        self.fields["chosen"].initial = [
            holding.key
            for holding in held
            if holding.model and holding.personal in {STAFF, DATA_SUBJECT}
        ]
        self.fields["ground"].initial = RedactionGround.ERASURE
        self.fields["reason"].help_text = _(
            "Kept for as long as the register lives, and printed on the certificate. No names."
        )


def _heading(holding: Holding) -> str:
    if holding.model is None:
        return _("Elsewhere") if holding.name == QUOTED else _("All of these")
    label = capfirst(holding.model._meta.verbose_name)
    rows = holding.model._base_manager.filter(pk__in=holding.rows[:REFERENCES_SHOWN])
    names = ", ".join(map(str, rows))
    more = ", …" if len(holding.rows) > REFERENCES_SHOWN else ""
    return f"{label}: {names}{more}"


def _described(holding: Holding) -> str:
    if holding.name == QUOTED:
        count = ngettext("{n} place", "{n} places", holding.versions)
    else:
        count = ngettext("{n} version", "{n} versions", holding.versions)
    return f"{capfirst(holding.label)} ({count.format(n=holding.versions)})"


class RedactionPages:
    """Mixed into the admin of a table, before its other pages."""

    def get_urls(self):
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.redaction_view)
        address = "<path:object_id>/redact/"
        return [path(address, view, name=f"{info}_redact"), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and not past_of(request) and request.user.has_perm(MAY_REDACT):
            page = f"{self.opts.app_label}_{self.opts.model_name}_redact"
            context["redact_url"] = reverse(f"{self.admin_site.name}:{page}", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def redaction_view(self, request, object_id):
        """GET shows what there is to remove, without its values; POST removes what was chosen."""
        row = self._viewable(request, object_id)
        if not request.user.has_perm(MAY_REDACT):
            raise PermissionDenied
        held = holdings(row)
        form = RedactionForm(held, request.POST if request.method == "POST" else None)
        if form.is_valid() and (events := self._redact(request, row, form)):
            return HttpResponseRedirect(_certificate(events[0].pk))
        context = {
            "title": _("Redact: {entry}").format(entry=row),
            "form": form if held else None,
            "mentions": _mentions(request.user, row) if ELSEWHERE in request.GET else None,
        }
        return self._render(request, row, "admin/registry/redact.html", context)

    def _redact(self, request, row, form):
        """The events that say so; none where something stands against it, which the form says."""
        said = form.cleaned_data
        try:
            check_password(request, said["password"])
        except ValidationError as error:
            form.add_error("password", error)
            return []
        try:
            done = forget(
                row, said["chosen"], by=request.user, ground=said["ground"], reason=said["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
            return []
        # What waited to be shown on this page may name what is gone.
        list(messages.get_messages(request))
        count = ngettext(
            "Removed from {n} version, and from the entry as it is today.",
            "Removed from {n} versions, and from the entry as it is today.",
            done.versions,
        )
        messages.success(request, count.format(n=done.versions))
        return done.events


def _mentions(user, row) -> list[tuple[str, str]]:
    """Label and address of the entries to look at, of those that the user may see."""
    found = []
    for other in mentions(row):
        app, name = other._meta.app_label, other._meta.model_name
        if user.has_perm(f"{app}.view_{name}"):
            label = f"{capfirst(other._meta.verbose_name)}: {other}"
            found.append((label, reverse(f"admin:{app}_{name}_redact", args=[other.pk])))
    return found


def _certificate(pk: int) -> str:
    return reverse("admin:registry_evidenceevent_certificate", args=[pk])
