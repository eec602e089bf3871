"""Filters of the lists by what a row names: data, people, companies, countries, activities.

Each shows the first choices by name, and takes every one that a link asks for. All filters of a
list ask for their choices together, in one question, which does not grow with the register.
"""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
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
# Of so many rows that name something the choices are taken; a longer table is not read for them.
AMONG = 2_000


class NamedFilter(admin.SimpleListFilter):
    """By a row of another table. Beside the list only for those who may view that table."""

    names = None  # the table of the choices
    template = "admin/registry/folded_filter.html"

    def lookups(self, request, model_admin):
        return [(str(row.pk), row.name) for row in _choices(request, model_admin)[type(self)]]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return self.narrowed(queryset, int(self.value()), past_of(request).on)

    @classmethod
    def offered(cls, request, sees: Sees) -> QuerySet:
        """The rows among which people choose: those that some row of the list names, of the first.

        `sees` leaves of what names them what may be shown: a draft gives nothing away.
        """
        return cls.names.objects.filter(pk__in=cls.named(past_of(request).on, sees)[:AMONG])

    @classmethod
    def named(cls, on, sees: Sees) -> QuerySet:
        """Their keys."""
        raise NotImplementedError

    def narrowed(self, rows: QuerySet, pk: int, on) -> QuerySet:
        raise NotImplementedError


def _choices(request, table) -> dict[type, list[Called]]:
    """Of all such filters of the list, asked once for a page."""
    if not hasattr(request, "named_choices"):
        kinds = [kind for kind in table.list_filter if _is_by_name(kind)]
        asked = [(kind, rows) for kind in kinds for rows in _offered(kind, request, table)]
        found = {kind: {} for kind in kinds}
        for row in called_rows([rows for _kind, rows in asked]):
            kind, _rows = asked[row.number]
            found[kind][row.pk] = row
        request.named_choices = {
            kind: sorted(rows.values(), key=lambda row: row.name.casefold())
            for kind, rows in found.items()
        }
    return request.named_choices


def _is_by_name(kind) -> bool:
    return isinstance(kind, type) and issubclass(kind, NamedFilter)


def _offered(kind, request, table) -> Iterator[QuerySet]:
    """The first choices; and apart from them, or all would be read, the one that is asked for."""
    of = table.admin_site._registry[kind.names]
    if not of.has_view_permission(request):
        return
    rows = of.seen_by(request, kind.offered(request, table.sees(request)))
    order = "reference" if kind.names is ProcessingActivity else "name"
    yield kind.names.objects.filter(pk__in=rows.order_by(order).values("pk")[:OFFERED])
    if PRIMARY_KEY.fullmatch(asked := request.GET.get(kind.parameter_name, "")):
        yield of.seen_by(request, kind.names.objects.filter(pk=asked))


class DataSubjectFilter(NamedFilter):
    title = _("people")
    parameter_name = "people"
    names = DataSubjectCategory

    @classmethod
    def named(cls, on, sees):
        links = ProcessingActivity.data_subjects.through.objects.order_by()
        links = links.filter(processingactivity__in=_activities(sees))
        return links.values("datasubjectcategory")

    def narrowed(self, rows, pk, on):
        return rows.filter(data_subjects=pk)


class DataCategoryFilter(NamedFilter):
    title = _("data")
    parameter_name = "data"
    names = DataCategory

    @classmethod
    def named(cls, on, sees):
        links = ProcessingActivity.data_categories.through.objects.order_by()
        links = links.filter(processingactivity__in=_activities(sees))
        return links.values("datacategory")

    def narrowed(self, rows, pk, on):
        return rows.filter(data_categories=pk)


class VendorFilter(NamedFilter):
    """Of activities: a recipient."""

    title = _("processor")
    parameter_name = "vendor"
    names = Processor

    @classmethod
    def named(cls, on, sees):
        return sees(_engagements(on)).exclude(processor=None).values("processor")

    def narrowed(self, rows, pk, on):
        return rows.filter(Exists(_engagements(on).filter(processor=pk, activity=OuterRef("pk"))))


class CountryFilter(NamedFilter):
    """Of activities: a recipient is there, or processes there, or data is sent there to it."""

    title = _("country")
    parameter_name = "to"
    names = Country

    @classmethod
    def offered(cls, request, sees):
        on = past_of(request).on
        named = [sees(_engagements(on)), Seat.objects.as_seen(on), Transfer.objects.as_seen(on)]
        return Country.objects.filter(_of_processors(on) | _named_by(*named))

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
    def offered(cls, request, sees):
        return Country.objects.filter(_of_processors(past_of(request).on))

    def narrowed(self, rows, pk, on):
        there = Processor.processing_countries.through.objects.filter(country=pk)
        return rows.filter(Q(country=pk) | Q(pk__in=there.values("processor")))


class ActivityFilter(NamedFilter):
    """Of processors: they receive data of it. Nobody asks by an activity they may not see."""

    title = _("activity")
    parameter_name = "activity"
    names = ProcessingActivity

    @classmethod
    def named(cls, on, sees):
        return sees(_engagements(on)).exclude(processor=None).values("activity")

    def narrowed(self, rows, pk, on):
        return rows.filter(Exists(_engagements(on).filter(activity=pk, processor=OuterRef("pk"))))


def _activities(sees: Sees) -> QuerySet:
    return sees(ProcessingActivity.objects.order_by()).values("pk")


def _engagements(on) -> QuerySet:
    return Engagement.objects.as_seen(on).order_by()


def _of_processors(on) -> Q:
    """Countries in which some are, or process."""
    processors = Processor.objects.as_seen(on).order_by()
    some = processors.values("pk")[:AMONG]
    there = Processor.processing_countries.through.objects.filter(processor__in=some)
    return _named_by(processors) | Q(pk__in=there.values("country"))


def _named_by(*tables: QuerySet) -> Q:
    """Countries that some of these rows name."""
    found = Q(pk__in=[])
    for rows in tables:
        naming = rows.order_by().exclude(country=None)
        found |= Q(pk__in=naming.values("country")[:AMONG])
    return found


def _seats(country: int, on) -> QuerySet:
    return Seat.objects.as_seen(on).filter(country=country).order_by().values("body")
