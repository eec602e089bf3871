"""Filters that answer a question of the work, not of the table."""

from datetime import timedelta

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.admin.law.counting import mended_among
from registry.pages.past import past_of

SOON = timedelta(days=90)


class QuestionFilter(admin.SimpleListFilter):
    """One question, asked for today or for a day of the past. `question` takes rows and day."""

    question_label = _("Yes")

    def lookups(self, request, model_admin):
        return [("yes", self.question_label)]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return self.question(queryset, past_of(request).today)
        return queryset

    def question(self, rows, today):
        raise NotImplementedError


class ReviewDueFilter(QuestionFilter):
    title = pgettext_lazy("of access", "review")
    parameter_name = "review"
    question_label = _("Due")

    def question(self, rows, today):
        return rows.review_due(today)


class WithoutSeatFilter(QuestionFilter):
    title = pgettext_lazy("in a committee or board", "seat")
    parameter_name = "without_seat"
    question_label = _("None in term")

    def question(self, rows, today):
        return rows.without_seat(today)


class UnconfirmedFilter(QuestionFilter):
    title = _("withdrawal")
    parameter_name = "unconfirmed"
    question_label = _("Ended, not confirmed")

    def question(self, rows, today):
        return rows.unconfirmed(today)


class InForceFilter(QuestionFilter):
    title = _("in force")
    parameter_name = "in_force"
    question_label = _("Today")

    def question(self, rows, today):
        return rows.in_force(today)


class ListedFilter(QuestionFilter):
    title = _("public page")
    parameter_name = "listed"
    question_label = _("Listed today")

    def question(self, rows, today):
        return rows.listed(today)


class StartPassedFilter(QuestionFilter):
    title = _("planned start")
    parameter_name = "start_passed"
    question_label = _("Has passed")

    def question(self, rows, today):
        return rows.start_has_passed(today)


class ExpiringFilter(QuestionFilter):
    title = _("expiry")
    parameter_name = "expiring"
    question_label = _("Within 90 days")

    def question(self, rows, today):
        return rows.expiring(today, SOON)


class WithoutToolFilter(QuestionFilter):
    title = _("transfer tool")
    parameter_name = "without_tool"
    question_label = _("Not stated")

    def question(self, rows, today):
        return rows.without_tool(today)


class LapsingFilter(QuestionFilter):
    title = _("adequacy decision")
    parameter_name = "lapsing"
    question_label = _("Ends within 90 days")

    def question(self, rows, today):
        return rows.decision_lapsing(today, SOON)


class FindingDueFilter(QuestionFilter):
    title = _("day until which somebody sees to it")
    parameter_name = "due"
    question_label = _("Has come")

    def queryset(self, request, queryset):
        """Without what was mended meanwhile. Of the past, as it was acknowledged then."""
        rows = super().queryset(request, queryset)
        is_asked = self.value() == "yes" and not past_of(request)
        return rows.exclude(pk__in=mended_among(rows)) if is_asked else rows

    def question(self, rows, today):
        return rows.due(today)
