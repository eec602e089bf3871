"""How a table of the register is worked on: searched, changed with a reason, never deleted."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.pages import resends
from registry.pages.exchange import RegisterExchangeMixin
from registry.pages.forms import PartForm, RegisterForm
from registry.pages.history_page import HistoryPages
from registry.pages.lists import DeclaredLists
from registry.pages.past import PastPages, ReadOnlyInThePast, past_of
from registry.pages.steps import StepPages
from registry.pages.widgets import RelationSelect, RelationSelectMultiple
from registry.records.history import current_unit, recorded

OF_THE_FORM = ("seen_version", "change_reason")


class RelationFields:
    """Relations are searched for, so that no select box grows with its table; texts start small."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", RelationSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", RelationSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("widget", AdminTextareaWidget(attrs={"rows": 3}))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # One icon, "add": the others lead away from what is being typed.
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field


class RegisterModelAdmin(
    PastPages,
    RegisterExchangeMixin,
    RelationFields,
    StepPages,
    HistoryPages,
    DeclaredLists,
    admin.ModelAdmin,
):
    """Asks for the reason of a change, shows who changed what meanwhile, deletes nothing."""

    form = RegisterForm
    # Under which heading of the home page people look for the table.
    section = _("Register")
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def get_object(self, request, object_id, from_field=None):
        rows = self.rows_as_seen(request)
        field = self.model._meta.get_field(from_field) if from_field else self.model._meta.pk
        try:
            row = rows.get(**{field.name: field.to_python(object_id)})
        except (self.model.DoesNotExist, ValidationError, ValueError):
            return None
        row.past = past_of(request)  # for the columns that read its parts, or ask for the day
        return row

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        """The declared groups, then what every entry has: blanks, remarks, the reason."""
        named = super().get_fieldsets(request, obj)
        taken = {*flatten_fieldsets(named), *OF_THE_FORM}
        can_write = self._can_write(request, obj)
        rest = ["remarks"] if "remarks" not in taken else []
        if self.model.absence_fields:
            rest.insert(0, "absences" if can_write else "stated_absences")
        groups = [*named, (_("Empty fields and remarks"), {"fields": rest})]
        if can_write:
            groups.append((_("Why"), {"fields": [OF_THE_FORM]}))
        return groups

    def _can_write(self, request, obj) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "stated_absences"]

    @admin.display(description=_("why fields are empty"))
    def stated_absences(self, row):
        return "; ".join(f"{name}: {text}" for name, text in sorted(row.absences.items()))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusals = getattr(request, "refusals", ())
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A write is recorded as a whole; what the register refuses comes back in the form."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        reason = request.POST.get("change_reason", "").strip()
        if not reason:  # the form says so, and saves nothing
            return super().changeform_view(request, object_id, form_url, extra_context)
        if before := resends.done_before(request):
            return before
        try:
            with recorded(by=request.user, reason=reason):
                response = super().changeform_view(request, object_id, form_url, extra_context)
                if isinstance(response, HttpResponseRedirect):
                    resends.claim(request, response.url)
                return response
        except resends.SentBefore as before:
            return resends.led_there(request, before.url)
        except ValidationError as error:
            request.refusals = error.messages
        except IntegrityError:
            request.refusals = [
                gettext("This conflicts with another entry. Compare the two, then try again.")
            ]
        with transaction.atomic():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Now, before the page says that all went well.
        current_unit("Saving").flush()

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Each with the heading under which the page shows it: see `PartInline.after`."""
        wrapped = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for formset in wrapped:
            formset.after = getattr(formset.opts, "after", None)
        return wrapped

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change:
            context["steps"] = self.steps_for(request, obj)
        context["form_number"] = resends.number_of(request)
        # Parts without a place of their own stand before the groups that every entry ends with.
        context["parts_before"] = 3 if self._can_write(request, obj) else 2
        return super().render_change_form(request, context, add, change, form_url, obj)


class PartInline(ReadOnlyInThePast, RelationFields, admin.StackedInline):
    """Rows that people think of together with their parent; each opens to be edited."""

    form = PartForm
    template = "admin/registry/part_inline.html"
    extra = 0
    can_delete = False
    show_change_link = True
    # After which group of the parent's fields the rows stand.
    after = None

    def get_queryset(self, request):
        rows = super().get_queryset(request).as_seen(past_of(request).on)
        if table := self.admin_site._registry.get(self.model):
            rows = table.seen_by(request, rows)
        return rows.with_labels().with_newest_version()

    def get_fieldsets(self, request, obj=None):
        (name, options), *more = super().get_fieldsets(request, obj)
        if not self.has_change_permission(request, obj):
            return [(name, options), *more]
        fields = [*options["fields"], ("retire", "seen_version")]
        return [(name, {**options, "fields": fields}), *more]
