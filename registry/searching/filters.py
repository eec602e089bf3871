"""Filters of the lists by what a row names: data, people, companies, countries, activities.

Each shows the first choices by name, says so, and takes every one that a link asks for. All filters
of a list ask for their choices together, in one question.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.models import (
    Body,
    Country,
    DataCategory,
    DataSubjectCategory,
    Engagement,
    ProcessingActivity,
    Processor,
    Seat,
    Transfer,
)
from registry.notices.stated import Called, called_rows
from registry.pages.past import past_of
from registry.records.seen import PRIMARY_KEY
from registry.records.timeline.texts import Sees

OFFERED = 50
# Of so many rows of a past day that name something the choices are taken: no index has that day.
AMONG = 2_000


class NamedFilter(admin.SimpleListFilter):
    """By a row of another table. Beside the list only for those who may view that table."""

    names = None  # the table of the choices
    template = "admin/registry/folded_filter.html"
    # Where it does not offer all, in words.
    note = ""

    def lookups(self, request, model_admin):
        choices = _choices(request, model_admin)[type(self)]
        if choices.has_more:
            told = gettext("The first {many} by name. “Where used” of any other leads here too.")
            self.note = told.format(many=OFFERED)
        elif past_of(request):
            told = gettext(
                "What the first {many} rows of that day name. “Where used” of anything else leads "
                "here too."
            )
            self.note = told.format(many=f"{AMONG:,}")
        return [(str(row.pk), row.name) for row in choices.rows]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return self.narrowed(queryset, int(self.value()), past_of(request).on)

    @classmethod
    def offered(cls, request, sees: Sees) -> QuerySet:
        """The rows among which people choose: those that some row of the list names.

        `sees` leaves of what names them what may be shown: a draft gives nothing away.
        """
        past, found = past_of(request), Q(pk__in=[])
        for rows, name in cls.naming(past.on, sees):
            if past:
                found |= Q(pk__in=rows.exclude(**{name: None}).values(name)[:AMONG])
            else:
                found |= Exists(rows.filter(**{name: OuterRef("pk")}))
        return cls.names.objects.filter(found)

    @classmethod
    def naming(cls, on, sees: Sees) -> Iterator[tuple[QuerySet, str]]:
        """What names them, and by which field."""
        raise NotImplementedError

    def narrowed(self, rows: QuerySet, pk: int, on) -> QuerySet:
        raise NotImplementedError


class Choices(NamedTuple):
    rows: list[Called]
    has_more: bool


def _choices(request, table) -> dict[type, Choices]:
    """Of all such filters of the list, asked once for a page."""
    if not hasattr(request, "named_choices"):
        kinds = [kind for kind in table.list_filter if _is_by_name(kind)]
        asked = [(kind, *one) for kind in kinds for one in _offered(kind, request, table)]
        found = {kind: ([], []) for kind in kinds}
        for row in called_rows([rows for _kind, rows, _is_chosen in asked]):
            kind, _rows, is_chosen = asked[row.number]
            found[kind][is_chosen].append(row)
        request.named_choices = {kind: _choices_of(*some) for kind, some in found.items()}
    return request.named_choices


def _choices_of(first: list[Called], chosen: list[Called]) -> Choices:
    """Of the first ones, one more was asked for, to know whether there is one."""
    rows = {row.pk: row for row in sorted(first, key=_by_name)[:OFFERED] + chosen}
    return Choices(sorted(rows.values(), key=_by_name), len(first) > OFFERED)


def _by_name(row: Called) -> str:
    return row.name.casefold()


def _is_by_name(kind) -> bool:
    return isinstance(kind, type) and issubclass(kind, NamedFilter)


def _offered(kind, request, table) -> Iterator[tuple[QuerySet, bool]]:
    """The first choices; and apart from them, or all would be read, the one that is asked for."""
    of = table.admin_site._registry[kind.names]
    if not of.has_view_permission(request):
        return
    rows = of.seen_by(request, kind.offered(request, table.sees(request)))
    order = "reference" if kind.names is ProcessingActivity else "name"
    first = rows.order_by(order).values("pk")[: OFFERED + 1]
    yield kind.names.objects.filter(pk__in=first), False
    if PRIMARY_KEY.fullmatch(asked := request.GET.get(kind.parameter_name, "")):
        yield of.seen_by(request, kind.names.objects.filter(pk=asked)), True


class DataSubjectFilter(NamedFilter):
    title = _("people")
    parameter_name = "people"
    names = DataSubjectCategory

    @classmethod
    def naming(cls, on, sees):
        links = ProcessingActivity.data_subjects.through.objects.order_by()
        yield links.filter(processingactivity__in=_activities(sees)), "datasubjectcategory"

    def narrowed(self, rows, pk, on):
        return rows.filter(data_subjects=pk)


class DataCategoryFilter(NamedFilter):
    title = _("data")
    parameter_name = "data"
    names = DataCategory

    @classmethod
    def naming(cls, on, sees):
        links = ProcessingActivity.data_categories.through.objects.order_by()
        yield links.filter(processingactivity__in=_activities(sees)), "datacategory"

    def narrowed(self, rows, pk, on):
        return rows.filter(data_categories=pk)


class VendorFilter(NamedFilter):
    """Of activities: a recipient."""

    title = _("processor")
    parameter_name = "vendor"
    names = Processor

    @classmethod
    def naming(cls, on, sees):
        yield sees(_engagements(on)), "processor"

    def narrowed(self, rows, pk, on):
        return rows.filter(Exists(_engagements(on).filter(processor=pk, activity=OuterRef("pk"))))


class CountryFilter(NamedFilter):
    """Of activities: a recipient is there, or processes there, or data is sent there to it."""

    title = _("country")
    parameter_name = "to"
    names = Country

    @classmethod
    def naming(cls, on, sees):
        yield from _of_processors(on)
        yield sees(_engagements(on)), "country"
        for table in (Seat, Transfer):
            yield table.objects.as_seen(on).order_by(), "country"

    def narrowed(self, rows, pk, on):
        there = Processor.objects.filter(Q(country=pk) | Q(processing_countries=pk)).order_by()
        seated = Body.objects.filter(pk__in=_seats(pk, on)).order_by()
        flows = Transfer.objects.as_seen(on).order_by()
        flows = flows.filter(country=pk, organisation=OuterRef("activity__organisation"))
        is_sent = Exists(flows.filter(processor=OuterRef("processor"))) | Exists(
            flows.filter(body=OuterRef("body"))
        )
        recipients = _engagements(on).filter(
            Q(country=pk)
            | Q(processor__in=there.values("pk"))
            | Q(body__in=seated.values("pk"))
            | is_sent,
            activity=OuterRef("pk"),
        )
        return rows.filter(Exists(recipients))


class PlaceFilter(CountryFilter):
    """Of processors: established there, or processing there."""

    @classmethod
    def naming(cls, on, sees):
        yield from _of_processors(on)

    def narrowed(self, rows, pk, on):
        there = Processor.processing_countries.through.objects.filter(country=pk)
        return rows.filter(Q(country=pk) | Q(pk__in=there.values("processor")))


class ActivityFilter(NamedFilter):
    """Of processors: they receive data of it. Nobody asks by an activity they may not see."""

    title = _("activity")
    parameter_name = "activity"
    names = ProcessingActivity

    @classmethod
    def naming(cls, on, sees):
        yield sees(_engagements(on)).exclude(processor=None), "activity"

    def narrowed(self, rows, pk, on):
        return rows.filter(Exists(_engagements(on).filter(activity=pk, processor=OuterRef("pk"))))


def _activities(sees: Sees) -> QuerySet:
    return sees(ProcessingActivity.objects.order_by()).values("pk")


def _engagements(on) -> QuerySet:
    return Engagement.objects.as_seen(on).order_by()


def _of_processors(on) -> Iterator[tuple[QuerySet, str]]:
    """In which countries some are, or process."""
    processors = Processor.objects.as_seen(on).order_by()
    yield processors, "country"
    some = processors.values("pk")[:AMONG] if on else processors.values("pk")
    there = Processor.processing_countries.through.objects.order_by()
    yield there.filter(processor__in=some), "country"


def _seats(country: int, on) -> QuerySet:
    return Seat.objects.as_seen(on).filter(country=country).order_by().values("body")
