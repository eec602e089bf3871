"""Filters of the list of requests: what is due when, whose it is, about which right."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import Right
from registry.pages.past import past_of
from requests_app.admin.request.due import THIS_WEEK
from requests_app.messages.correspondence import UNSENT
from requests_app.models import DataSubjectRequest

OVERDUE, SOON, WAIT, OPEN, READ = "overdue", "week", "waiting", "open", "read"
ACKNOWLEDGE = "acknowledge"
STOP = "stop"
NOWHERE = "nowhere"
ME, NOBODY = "yes", "nobody"


class DueFilter(admin.SimpleListFilter):
    title = _("due date")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [
            (OPEN, pgettext_lazy("requests", "Open")),
            (STOP, _("To be stopped at once")),
            (OVERDUE, _("Overdue")),
            (SOON, _("Due this week")),
            (WAIT, _("Waiting for the requester")),
            (READ, _("With mail to read")),
            (ACKNOWLEDGE, _("Complaints to acknowledge")),
        ]

    def queryset(self, request, queryset):
        today = past_of(request).today
        match self.value():
            case "open":
                return queryset.open()
            case "stop":
                return queryset.to_stop()
            case "overdue":
                return queryset.overdue(today)
            case "week":
                return queryset.due_within(today, THIS_WEEK)
            case "waiting":
                return queryset.waiting()
            case "read":
                return queryset.with_mail_to_read()
            case "acknowledge":
                return queryset.to_acknowledge()
            case _:
                return queryset


class YearFilter(admin.SimpleListFilter):
    """By year of receipt. The first year is read from the end of an index, not from every row."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        requests = DataSubjectRequest.objects.in_use().order_by("received_on", "pk")
        oldest = requests.values_list("received_on", flat=True).first()
        this_year = past_of(request).today.year
        years = range(this_year, (oldest.year if oldest else this_year) - 1, -1)
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        if self.value() not in {key for key, _label in self.lookup_choices}:
            return queryset
        return queryset.filter(received_on__year=int(self.value()))


class MineFilter(admin.SimpleListFilter):
    title = _("handler")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [(ME, _("Me")), (NOBODY, _("Nobody yet"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.handled_by(request.user)
            case "nobody":
                return queryset.open().filter(handler=None)
            case _:
                return queryset


class RightFilter(admin.SimpleListFilter):
    title = pgettext_lazy("of a person", "right")
    parameter_name = "right"

    def lookups(self, request, model_admin):
        return list(Right.objects.in_use().values_list("code", "name"))

    def queryset(self, request, queryset):
        return queryset.invoking(self.value()) if self.value() else queryset


class FiledFilter(admin.SimpleListFilter):
    """Automatic replies and bounces of which nothing says what they belong to."""

    title = pgettext_lazy("of a person", "request")
    parameter_name = "filed"

    def lookups(self, request, model_admin):
        return [(NOWHERE, _("None: unassigned"))]

    def queryset(self, request, queryset):
        return queryset.filter(request=None) if self.value() == NOWHERE else queryset


class UnsentFilter(admin.SimpleListFilter):
    """Letters that were to go out by e-mail and did not."""

    title = _("delivery")
    parameter_name = "unsent"

    def lookups(self, request, model_admin):
        return [("yes", _("Not sent"))]

    def queryset(self, request, queryset):
        return queryset.filter(UNSENT) if self.value() == "yes" else queryset
