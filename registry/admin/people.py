"""Bodies with their seats, people, and who may read what."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.admin.access.ending import BODY_STEPS, GRANT_STEPS, SEAT_STEPS
from registry.admin.access.reviews import ReviewsPage
from registry.admin.entry import PEOPLE, EntryAdmin
from registry.admin.filters import (
    InForceFilter,
    ReviewDueFilter,
    UnconfirmedFilter,
    WithoutSeatFilter,
)
from registry.admin.parties import TransferInline
from registry.models import AccessDecision, AccessGrant, AccessReview, Body, Person, Seat
from registry.pages.parts import PartInline
from registry.pages.past import past_of


class SeatInline(PartInline):
    model = Seat
    fields = [
        ("designation", "country"),
        ("person", "is_confidential", "acts_for"),
        ("starts_on", "ends_on", "withdrawn_on"),
    ]


@admin.register(Body)
class BodyAdmin(EntryAdmin):
    asked_as = "body"
    section = PEOPLE
    pages = [*EntryAdmin.pages, BODY_STEPS]
    list_display = ["name", "kind", "organisation", "seat_count", "is_public"]
    list_filter = ["kind", "is_public"]
    list_select_related = ["organisation"]
    search_fields = ["name", "description"]
    inlines = [SeatInline, TransferInline]
    fieldsets = [
        (None, {"fields": ["organisation", ("name", "kind"), "description", "is_public"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts(past_of(request).on)

    @admin.display(
        description=pgettext_lazy("in a committee or board", "seats"), ordering="seat_count"
    )
    def seat_count(self, body):
        return body.seat_count


@admin.register(Seat)
class SeatAdmin(EntryAdmin):
    section = PEOPLE
    pages = [*EntryAdmin.pages, SEAT_STEPS]
    list_display = [
        "designation",
        "body",
        "country",
        "person",
        "is_confidential",
        "starts_on",
        "ends_on",
    ]
    list_filter = [
        InForceFilter,
        UnconfirmedFilter,
        "is_confidential",
        ("country", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["body", "country", "person"]
    search_fields = ["designation", "body__name", "person__code"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["body", "designation", "country"]}),
        (
            _("Who holds it"),
            {
                "fields": [
                    "person",
                    ("is_confidential", "acts_for"),
                    ("starts_on", "ends_on"),
                    "withdrawn_on",
                ]
            },
        ),
    ]


@admin.register(Person)
class PersonAdmin(EntryAdmin):
    section = PEOPLE
    list_display = ["code", "name", "email"]
    search_fields = ["code", "name", "email"]
    fieldsets = [(None, {"fields": ["code", "name", "email"]})]


@admin.register(AccessGrant)
class AccessGrantAdmin(EntryAdmin):
    section = PEOPLE
    pages = [*EntryAdmin.pages, GRANT_STEPS]
    approval_path = "activity__state"
    list_display = [
        "reference",
        "holder",
        "reach",
        "level",
        "why",
        "starts_on",
        "ends_on",
    ]
    list_filter = [
        "level",
        InForceFilter,
        WithoutSeatFilter,
        UnconfirmedFilter,
        ReviewDueFilter,
    ]
    list_select_related = ["body", "seat", "processor", "activity"]
    search_fields = [
        "reference",
        "why",
        "system",
        "body__name",
        "seat__designation",
        "processor__name",
    ]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["reference"]}),
        (_("Who"), {"fields": ["body", "seat"]}),
        (_("Access to what"), {"fields": ["processor", "activity", "system", "level", "why"]}),
        (_("When"), {"fields": [("starts_on", "ends_on"), "withdrawn_on"]}),
    ]

    @admin.display(description=_("who"), ordering="body__name")
    def holder(self, grant):
        return grant.body or grant.seat

    @admin.display(description=_("what"), ordering="activity__reference")
    def reach(self, grant):
        return grant.processor or grant.activity


class AccessDecisionInline(PartInline):
    model = AccessDecision
    fields = [
        ("grant", "verdict"),
        ("new_level", "new_system"),
        ("decided_by", "decided_on"),
        "reason",
    ]


@admin.register(AccessReview)
class AccessReviewAdmin(EntryAdmin):
    section = PEOPLE
    pages = [*EntryAdmin.pages, ReviewsPage()]
    list_display = ["held_on", "organisation", "reviewer", "scope"]
    list_select_related = ["organisation"]
    search_fields = ["reviewer", "scope"]
    date_hierarchy = "held_on"
    inlines = [AccessDecisionInline]
    fieldsets = [(None, {"fields": ["organisation", "held_on", "reviewer", "scope"]})]


@admin.register(AccessDecision)
class AccessDecisionAdmin(EntryAdmin):
    section = PEOPLE
    list_display = ["grant", "review", "verdict", "decided_by", "decided_on", "reason"]
    list_filter = ["verdict"]
    list_select_related = ["grant", "review"]
    search_fields = ["grant__reference", "reason"]
    date_hierarchy = "review__held_on"
    fieldsets = [
        (None, {"fields": ["review", "grant", "verdict", ("new_level", "new_system"), "reason"]}),
        (_("If not the reviewer, on that day"), {"fields": [("decided_by", "decided_on")]}),
    ]
