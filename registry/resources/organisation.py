"""The files of who keeps the register, and how they are reached."""

from registry.files.resource import RegisterResource
from registry.models import (
    Appointment,
    Contact,
    GeneralBasis,
    HandlingRule,
    Organisation,
    PromisedRight,
    SupervisoryAuthority,
    TransferPromise,
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
            "authority",
            "head_count",
            "is_public_authority",
            "is_approved_by_one",
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
            "contact",
            "no_representative",
            "is_occasional",
            "is_not_large_scale",
            "is_without_risk",
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


class SupervisoryAuthorityResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = SupervisoryAuthority
        name = "supervisory_authorities"
        fields = [
            "name",
            "country",
            "region",
            "website",
            "complaint_url",
            "contact",
            "remarks",
            "first_day",
            "retired_on",
        ]


class PromisedRightResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = PromisedRight
        name = "promised_rights"
        fields = [
            "organisation",
            "right",
            "audience",
            "data_subjects",
            "channel",
            "activity",
            "starts_on",
            "ends_on",
            "contact",
            "authority",
            "condition",
            "statement",
            "remarks",
            "first_day",
            "retired_on",
        ]


class GeneralBasisResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = GeneralBasis
        name = "general_bases"
        fields = [
            "organisation",
            "legal_basis",
            "starts_on",
            "ends_on",
            "condition",
            "statement",
            "remarks",
            "first_day",
            "retired_on",
        ]


class TransferPromiseResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = TransferPromise
        name = "transfer_promises"
        fields = [
            "organisation",
            "tool",
            "condition",
            "starts_on",
            "ends_on",
            "countries",
            "copy_from",
            "statement",
            "remarks",
            "first_day",
            "retired_on",
        ]
