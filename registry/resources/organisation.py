"""The files of who keeps the register, and how they are reached."""

from registry.files.resource import RegisterResource
from registry.models import (
    Appointment,
    Contact,
    HandlingRule,
    Organisation,
)


class OrganisationResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Organisation
        name = "organisations"
        fields = [
            "name",
            "parent",
            "address",
            "country",
            "website",
            "remarks",
            "first_day",
            "retired_on",
        ]


class ContactResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Contact
        name = "contacts"
        fields = [
            "organisation",
            "use",
            "channel",
            "value",
            "starts_on",
            "ends_on",
            "remarks",
            "first_day",
            "retired_on",
        ]


class AppointmentResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Appointment
        name = "appointments"
        fields = [
            "organisation",
            "role",
            "starts_on",
            "ends_on",
            "person",
            "position",
            "country",
            "mandate",
            "remarks",
            "first_day",
            "retired_on",
        ]


class HandlingRuleResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = HandlingRule
        name = "handling_rules"
        fields = [
            "organisation",
            "topic",
            "title",
            "starts_on",
            "ends_on",
            "statement",
            "remarks",
            "first_day",
            "retired_on",
        ]
