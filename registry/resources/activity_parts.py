"""The parts of an activity as files: purposes, time limits, recipients, trackers, disclosures."""

from registry.files.columns import InheritedColumn
from registry.files.resource import RegisterResource
from registry.models import DataProvision, Disclosure, Engagement, Purpose, RetentionRule, Tracker


class PurposeResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Purpose
        name = "purposes"
        fields = [
            "activity",
            "text",
            "starts_on",
            "ends_on",
            "legal_bases",
            "law",
            "law_of",
            "data_categories",
            "legitimate_interest",
            "balancing_test",
            "balanced_on",
            "balanced_by",
            "basis_condition",
            "consent_record",
            "parental_consent",
            "consent_form",
            "is_further_use",
            "compatibility",
            "special_category_condition",
            "special_category_law",
            "professional_secrecy",
            "marketing",
            "marketing_objection",
            "remarks",
            "first_day",
            "retired_on",
        ]


class RetentionRuleResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = RetentionRule
        name = "retention_rules"
        fields = [
            "activity",
            "name",
            "starts_on",
            "ends_on",
            "data_categories",
            "data_subjects",
            "processor",
            "limited_to",
            "period",
            "unit",
            "ends_with",
            "criterion",
            "trigger",
            "action",
            "law",
            "follows",
            "remarks",
            "first_day",
            "retired_on",
        ]


class EngagementResource(RegisterResource):
    organisation = InheritedColumn(Engagement, "activity", "organisation")

    class Meta(RegisterResource.Meta):
        model = Engagement
        name = "engagements"
        fields = [
            "organisation",
            "activity",
            "processor",
            "body",
            "recipient",
            "role",
            "service",
            "starts_on",
            "ends_on",
            "country",
            "sub_processor_of",
            "authorised_on",
            "is_bound",
            "data_categories",
            "is_personal_data",
            "is_example",
            "state",
            "listed_from",
            "listed_until",
            "remarks",
            "first_day",
            "retired_on",
        ]


class TrackerResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Tracker
        name = "trackers"
        fields = [
            "activity",
            "name",
            "starts_on",
            "ends_on",
            "kind",
            "processor",
            "purpose",
            "lifetime",
            "opt_out",
            "opt_out_url",
            "respects_do_not_track",
            "overrides_settings",
            "remarks",
            "first_day",
            "retired_on",
        ]


class DisclosureResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Disclosure
        name = "disclosures"
        fields = [
            "organisation",
            "ground",
            "title",
            "starts_on",
            "ends_on",
            "activity",
            "statement",
            "recipient",
            "country",
            "agreement",
            "disclosed_on",
            "is_inquiry",
            "data_categories",
            "remarks",
            "first_day",
            "retired_on",
        ]


class DataProvisionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = DataProvision
        name = "data_provisions"
        fields = [
            "activity",
            "data_category",
            "starts_on",
            "ends_on",
            "requirement",
            "condition",
            "consequence",
            "remarks",
            "first_day",
            "retired_on",
        ]
