"""The files of bodies, seats and access."""

from registry.files.resource import RegisterResource
from registry.models import (
    AccessDecision,
    AccessGrant,
    AccessReview,
    Body,
    Person,
    Seat,
)


class BodyResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Body
        name = "bodies"
        fields = [
            "name",
            "organisation",
            "kind",
            "description",
            "is_public",
            "remarks",
            "first_day",
            "retired_on",
        ]


class PersonResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Person
        name = "people"
        fields = [
            "code",
            "name",
            "email",
            "remarks",
            "first_day",
            "retired_on",
        ]


class SeatResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Seat
        name = "seats"
        fields = [
            "body",
            "designation",
            "starts_on",
            "ends_on",
            "withdrawn_on",
            "person",
            "country",
            "acts_for",
            "is_confidential",
            "remarks",
            "first_day",
            "retired_on",
        ]


class AccessGrantResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = AccessGrant
        name = "access_grants"
        fields = [
            "reference",
            "starts_on",
            "ends_on",
            "withdrawn_on",
            "body",
            "seat",
            "processor",
            "activity",
            "system",
            "level",
            "why",
            "remarks",
            "first_day",
            "retired_on",
        ]


class AccessReviewResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = AccessReview
        name = "access_reviews"
        fields = [
            "organisation",
            "held_on",
            "reviewer",
            "scope",
            "remarks",
            "retired_on",
        ]


class AccessDecisionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = AccessDecision
        name = "access_decisions"
        fields = [
            "review",
            "grant",
            "verdict",
            "decided_by",
            "decided_on",
            "new_level",
            "new_system",
            "reason",
            "remarks",
            "retired_on",
        ]
