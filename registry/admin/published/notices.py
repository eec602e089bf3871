"""Published policies, edition by edition, passage by passage, and what each passage states."""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import NOTICES, EntryAdmin
from registry.files.lookups import Lookups
from registry.files.resource import resource_for
from registry.models import Notice, Passage, StatedFact
from registry.notices.stated import CALLED, called
from registry.pages.lists import LinkedFilter
from registry.pages.parts import PartInline
from registry.pages.past import PastChangeList, approved, past_of
from registry.records.any_row import AnyRowField, reference, referred
from registry.resources.notices import AnyRowCell

SHOWN_PASSAGES = 200
PAGE = re.compile(r".*/registry/(?P<name>[a-z]+)/(?P<pk>[0-9]{1,18})/change/(?:[?#].*)?")


def seen_of(table, request):
    """For `called`: tables that this user may view, without what names an entry they may not."""

    def seen(rows):
        page = table.admin_site._registry.get(rows.model)
        if page is None or not page.has_view_permission(request):
            return None
        return page.seen_by(request, rows)

    return seen


def links_to(references, names):
    """Each row under its name; of what may not be seen only that there is something."""
    lines = [
        (
            reverse(f"admin:registry_{row.model._meta.model_name}_change", args=[row.pk]),
            capfirst(row.model._meta.verbose_name),
            row.name,
        )
        for text in references
        if (row := names.get(text))
    ]
    return format_html_join(", ", '<a href="{}">{}: {}</a>', lines)


class AnyRowFormField(forms.CharField):
    """A row by the address of its page, or as files quote it."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        try:
            if page := PAGE.fullmatch(text):
                return reference(*referred(f"{page['name']}:{page['pk']}"))
            cell = AnyRowCell()
            cell.lookups = Lookups(resource_for)
            return cell.clean(text)
        except LookupError as error:
            raise ValidationError(gettext("This is not the page of an entry.")) from error
        except ValueError as error:
            raise ValidationError(f"“{text}” {error}") from error

    def prepare_value(self, value):
        try:
            model, pk = referred(value or "")
        except LookupError:
            return value
        return reverse(f"admin:registry_{model._meta.model_name}_change", args=[pk])


class AsksForARow:
    """Mixed into the admin of what refers to a row of any table."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, AnyRowField):
            return AnyRowFormField(
                label=capfirst(db_field.verbose_name),
                max_length=500,
                help_text=_(
                    "The address of its page, or its table and how files quote it, such as "
                    "“processors: Zapier”."
                ),
                widget=forms.TextInput(attrs={"class": "vTextField"}),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class StatedFactInline(AsksForARow, PartInline):
    model = StatedFact
    readonly_fields = ["named"]

    def get_fields(self, request, obj=None):
        return ["fact" if self.has_change_permission(request, obj) else "named"]

    @admin.display(description=_("entry"))
    def named(self, row):
        return str(row)


class NamedFacts(PastChangeList):
    """Its rows know what the entries are called that they name: those of the page alone."""

    def get_results(self, request):
        super().get_results(request)
        facts = [row.fact for row in self.result_list]
        names = called(facts, seen_of(self.model_admin, request))
        for row in self.result_list:
            row.link = links_to([row.fact], names)


@admin.register(Notice)
class NoticeAdmin(EntryAdmin):
    section = NOTICES
    list_display = ["title", "dated_on", "effective_on", "organisation", "replaces"]
    list_select_related = ["organisation", "replaces"]
    search_fields = ["title", "text"]
    date_hierarchy = "dated_on"
    readonly_fields = ["passages"]
    fieldsets = [
        (None, {"fields": ["organisation", "title", ("dated_on", "replaces")]}),
        (_("When"), {"fields": [("published_on", "effective_on")]}),
        (_("What it covers"), {"fields": ["sites", "data_subjects", "not_covered"]}),
        (_("Where"), {"fields": ["published_url", "history_url"]}),
        (_("Words"), {"fields": ["text"]}),
        (_("Passages, and what they state"), {"fields": ["passages"]}),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            obj.seen_by_user = seen_of(self, request)
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=_("passages"))
    def passages(self, notice):
        if notice.pk is None:
            return ""
        passages = list(notice.passages.in_use().order_by("number")[:SHOWN_PASSAGES])
        facts = StatedFact.objects.in_use().filter(passage__in=[row.pk for row in passages])
        of = {}
        for passage, fact in facts.order_by("pk").values_list("passage", "fact"):
            of.setdefault(passage, []).append(fact)
        names = called({fact for them in of.values() for fact in them}, notice.seen_by_user)
        lines = [
            (
                reverse("admin:registry_passage_change", args=[row.pk]),
                row.number,
                row.words,
                links_to(of.get(row.pk, []), names),
            )
            for row in passages
        ]
        everything = reverse("admin:registry_passage_changelist")
        return format_html(
            '<ul class="passages">{}</ul><a href="{}?notice__id__exact={}">{}</a>',
            format_html_join("", '<li><a href="{}">{}</a>: “{}” {}</li>', lines),
            everything,
            notice.pk,
            gettext("All in a list"),
        )


@admin.register(Passage)
class PassageAdmin(EntryAdmin):
    section = NOTICES
    list_display = ["number", "words", "notice"]
    list_display_links = ["number", "words"]
    list_filter = [("notice", LinkedFilter)]
    list_select_related = ["notice"]
    search_fields = ["words"]
    date_hierarchy = "notice__dated_on"
    inlines = [StatedFactInline]
    readonly_fields = ["facts"]
    fieldsets = [(None, {"fields": ["notice", "number", "words", "facts"]})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            obj.seen_by_user = seen_of(self, request)
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=pgettext_lazy("what a passage says", "states"))
    def facts(self, passage):
        if passage.pk is None:
            return ""
        facts = list(passage.facts.in_use().values_list("fact", flat=True))
        return links_to(facts, called(facts, passage.seen_by_user))


@admin.register(StatedFact)
class StatedFactAdmin(AsksForARow, EntryAdmin):
    section = NOTICES
    list_display = ["passage", "entry"]
    list_select_related = ["passage"]
    search_fields = ["passage__words", "fact"]
    date_hierarchy = "passage__notice__dated_on"
    readonly_fields = ["entry"]
    fieldsets = [(None, {"fields": ["passage", "fact", "entry"]})]

    def get_changelist(self, request, **kwargs):
        return NamedFacts

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            names = called([row.fact], seen_of(self, request))
            row.link = links_to([row.fact], names)
            row.called = names[row.fact].name if row.fact in names else ""
        return row

    def get_fieldsets(self, request, obj=None):
        """The reference is for those who may write another one."""
        if obj is None:
            left_out = "entry"
        else:
            left_out = "" if self.has_change_permission(request, obj) else "fact"
        return [
            (title, {**options, "fields": [it for it in options["fields"] if it != left_out]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    @admin.display(description=_("what it states"), ordering="fact")
    def entry(self, row):
        """Its name, as far as whoever looks may see it."""
        return getattr(row, "link", "") or str(row)

    def seen_by(self, request, rows):
        """Without those about entries that this user may not see: files would quote them."""
        if request.user.has_perm("registry.view_draft_processingactivity"):
            return rows
        for model in CALLED:
            page = self.admin_site._registry.get(model)
            if page is None or page.approval_path is None:
                continue
            seen = approved(model.objects.order_by(), page.approval_path, past_of(request))
            prefix = reference(model, "")
            named = seen.annotate(
                called=Concat(Value(prefix), Cast(F("pk"), CharField()), output_field=CharField())
            )
            rows = rows.filter(~Q(fact__startswith=prefix) | Q(fact__in=named.values("called")))
        return rows
