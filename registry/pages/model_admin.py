"""How a table of the register is worked on: searched, changed with a reason, never deleted."""

from collections.abc import Collection

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from registry.filling_in.admin import FillingIn
from registry.filling_in.days import NO_DAY
from registry.filling_in.groups import BAR
from registry.filling_in.reasons import beside_the_row, note
from registry.filling_in.since_when import begun
from registry.pages import resends
from registry.pages.again import again_of
from registry.pages.export_page import ExportPage
from registry.pages.forms import OF_THE_FORM, RegisterForm
from registry.pages.history.file import HistoryFilePage
from registry.pages.history.page import HistoryPage, VersionPage
from registry.pages.import_page import ConfirmPage, ImportPage
from registry.pages.lists import DeclaredLists, linked_filters
from registry.pages.moving_page import MovingPage
from registry.pages.paged import PagedAdmin
from registry.pages.parts import formset_data
from registry.pages.past import (
    InUseFilter,
    NotThenPage,
    PastChangeList,
    ReadOnlyInThePast,
    approved,
    past_of,
)
from registry.pages.sample_page import SamplePage
from registry.pages.since import OF_CARRIED, OF_SINCE, Answer, refuse_what_began_later
from registry.pages.steps import StepPage
from registry.pages.widgets import RelationFields
from registry.records.absence import label_of
from registry.records.history import current_unit, recorded
from registry.records.rules import Fault, Faults
from registry.records.timeline.texts import Sees
from registry.serving.answers import RETRY_AFTER, STATUS
from registry.serving.troubles import Busy, Trouble

SHOWN_TOLD = 5
OF_THE_QUESTION = {*OF_SINCE, *OF_CARRIED}


class RegisterModelAdmin(
    ReadOnlyInThePast,
    FillingIn,
    RelationFields,
    PagedAdmin,
    ImportExportMixin,
    DeclaredLists,
    admin.ModelAdmin,
):
    """Asks for the reason of a change, shows who changed what meanwhile, deletes nothing.

    What it takes of import-export: the permissions, the buttons, the resource that a table names.
    """

    # What every table has. A table adds its own: `pages = [*EntryAdmin.pages, GapsPage()]`.
    pages = [
        StepPage(),
        HistoryPage(),
        HistoryFilePage(),
        VersionPage(),
        MovingPage(),
        ImportPage(),
        ConfirmPage(),
        SamplePage(),
        ExportPage(),
    ]
    import_export_change_list_template = "admin/registry/change_list.html"
    # The path to the state of the activity whose approval lets a committee reader see a row.
    approval_path: str | None = None
    form = RegisterForm
    formfield_overrides = {models.DateField: {"error_messages": NO_DAY}}
    # Under which heading people look for the table.
    section = _("Register")
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def get_object(self, request, object_id, from_field=None):
        rows = self.rows_as_seen(request)
        if not past_of(request):
            rows = rows.annotate(**beside_the_row(request, self.model))
        field = self.model._meta.get_field(from_field) if from_field else self.model._meta.pk
        try:
            row = rows.get(**{field.name: field.to_python(object_id)})
        except (self.model.DoesNotExist, ValidationError, ValueError):
            return None
        row.past = past_of(request)  # for the columns that read its parts, or ask for the day
        return row

    def rows_as_seen(self, request):
        """The rows that this user may see, as the pages that lead to a step show them."""
        return self.get_queryset(request).with_labels(past_of(request).on).with_seen()

    def get_queryset(self, request):
        on = past_of(request).on
        rows = self.seen_by(request, super().get_queryset(request))
        return rows.in_force(on) if on else rows

    def seen_by(self, request, rows):
        """Rows of this table, without those that name an entry which this user may not see."""
        if self._sees_drafts(request):
            return rows
        return approved(rows, self.approval_path, past_of(request))

    def _sees_drafts(self, request) -> bool:
        may = request.user.has_perm
        return self.approval_path is None or may("registry.view_draft_processingactivity")

    def sees(self, request) -> Sees:
        """What versions may name: an entry that this user may not see is not named in them."""

        def seen(rows):
            table = self.admin_site._registry.get(rows.model)
            return table.seen_by(request, rows) if hasattr(table, "seen_by") else rows

        return seen

    def fields_withheld(self, request, row) -> Collection[str]:
        """Fields that this user may not read of this row."""
        return ()

    def showing_past(self) -> list[str]:
        """The names of the pages that can show another day."""
        ours = [name for name, page in self.by_name.items() if page.shows_past]
        return ["changelist", "change", *ours]

    def get_changelist(self, request, **kwargs):
        return PastChangeList

    def get_list_filter(self, request):
        """A day decides by itself what is in use."""
        filters = super().get_list_filter(request)
        filters = [*filters, *linked_filters(self, request, filters)]
        return filters if past_of(request).on else [*filters, InUseFilter]

    def get_preserved_filters(self, request):
        """None in the past: its links carry the day instead."""
        return "" if past_of(request) else super().get_preserved_filters(request)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """An entry that was not there then has a page that says so."""
        page = None
        if past_of(request) and self._sees_drafts(request):
            page = NotThenPage().bound_to(self).answer(request, object_id)
        return page or super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def has_import_permission(self, request):
        return not past_of(request) and super().has_import_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        """The declared groups, then what every entry has: blanks, remarks, the reason."""
        named = super().get_fieldsets(request, obj)
        if not self.fieldsets:  # all that the form has, of which the question stands below
            fields = [name for name in named[0][1]["fields"] if name not in OF_THE_QUESTION]
            named = [(None, {"fields": fields})]
        taken = {*flatten_fieldsets(named), *OF_THE_FORM}
        can_write = self._can_write(request, obj)
        rest = ["remarks"] if "remarks" not in taken else []
        if obj is not None and self._has_first_day and "first_day" not in taken:
            rest.insert(0, "first_day")
        if self.model.absence_fields:
            rest.insert(0, "absences" if can_write else "stated_absences")
        groups = [*named, (_("Remarks"), {"fields": rest})]
        if can_write:
            groups.append((_("Why"), {"fields": self._why(request, obj), "classes": [BAR]}))
        return groups

    @property
    def _has_first_day(self) -> bool:
        """Whether it is there from its first day, and has no other field that says since when."""
        return self.model.is_lasting and not self.model.since

    def get_changeform_initial_data(self, request):
        return begun(request, self.model) | super().get_changeform_initial_data(request)

    def _why(self, request, obj) -> list:
        if obj is None and self._has_first_day:
            return [OF_THE_FORM, "first_day"]  # as much a question as the reason
        if obj is None or not self.model.is_lasting:
            return [OF_THE_FORM]
        carried = [OF_CARRIED] if getattr(request, "carried", ()) else []
        return [OF_THE_FORM, OF_SINCE, *carried]

    def _can_write(self, request, obj) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "stated_absences"]

    @admin.display(description=_("why fields are empty"))
    def stated_absences(self, row):
        stated = sorted(row.absences.items())
        return "; ".join(f"{label_of(self.model, name)}: {text}" for name, text in stated)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusals = getattr(request, "refusals", ())
        form.carried = getattr(request, "carried", ())
        if not hasattr(request, "again"):
            request.again = again_of(self, request, obj)
        form.again = request.again
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
            answer = Answer.of(request.POST)
            with recorded(by=request.user, reason=reason, **vars(answer)) as unit:
                response = super().changeform_view(request, object_id, form_url, extra_context)
                if isinstance(response, HttpResponseRedirect):
                    resends.claim(request, response.url)
                    note(request, unit.versions)
                    wish = unit.wish
                    _tell(request, [*wish.said_before, *wish.begun_later, *wish.staying])
                return response
        except resends.SentBefore as before:
            return resends.led_there(request, before.url)
        except ValidationError as error:
            request.refusals = refusals_of(error)
            request.carried = getattr(error, "carried", ())
        except Busy:
            return self._once_more(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.refusals = [
                gettext("This conflicts with another entry. Compare the two, then try again.")
            ]
        with transaction.atomic():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _once_more(self, request, object_id, form_url, extra_context):
        """The form with what was typed. Without a transaction: that would have to wait too."""
        request.refusals = [
            gettext(
                "Somebody else is writing to the register at the moment, so nothing was saved. "
                "What you typed is still here: save it again in a moment."
            )
        ]
        response = self._changeform_view(request, object_id, form_url, extra_context)
        response.status_code = STATUS[Trouble.BUSY]
        response["Retry-After"] = str(RETRY_AFTER)
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Now, before the page says that all went well.
        unit = current_unit("Saving")
        unit.flush()
        is_new = form.says_something_new or any(parts.has_changed() for parts in formsets)
        if is_new:
            unit.wish.tell_of_parts_alone()
        elif change:
            refuse_what_began_later(unit.wish.begun_later)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Also when the form comes in: what nobody touched of it is no row."""
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        begun = inline.begun(request) if hasattr(inline, "begun") else []
        return given | {"initial": begun} if begun else given

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Each with the heading under which the page shows it: see `PartInline.after`."""
        wrapped = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for formset in wrapped:
            formset.data_of_page = formset_data(formset)
            formset.after = getattr(formset.opts, "after", None)
            formset.absence = getattr(formset.opts, "absence", None) or formset.formset.prefix
        return wrapped

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["form_number"] = resends.number_of(request)
        if obj:
            context["subtitle"] = obj.full_name
        context["again"] = getattr(request, "again", None)
        context |= self.beside(request, context, obj)
        # Parts without a place of their own stand before the groups that every entry ends with.
        context["parts_before"] = 3 if self._can_write(request, obj) else 2
        return super().render_change_form(request, context, add, change, form_url, obj)


def _tell(request, lines: list) -> None:
    """The first of them, and how many there are beside these."""
    for line in lines[:SHOWN_TOLD]:
        messages.info(request, str(line))
    if more := len(lines[SHOWN_TOLD:]):
        words = ngettext("And {count} more of the kind.", "And {count} more of the kind.", more)
        messages.info(request, words.format(count=more))


def refusals_of(error: ValidationError) -> list[str | Fault]:
    """Each once. Those that know of which row they are lead to its field."""
    if not isinstance(error, Faults):
        return error.messages
    return list({str(fault): fault for fault in error.faults}.values())
