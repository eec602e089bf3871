"""The files of the words that entries are made of. Files quote them by code or by name."""

from django.utils.translation import gettext_lazy as _

from registry.base.resource import RegisterResource
from registry.models import (
    AdequacyDecision,
    Country,
    DataCategory,
    DataSubjectCategory,
    LegalBasis,
    Right,
    SecurityMeasure,
    SpecialCategoryCondition,
)

# What people write instead of the code or the name of ISO 3166-1.
COUNTRY_NAMES = {
    "Bolivia": "BO",
    "Brunei": "BN",
    "Cape Verde": "CV",
    "Czech Republic": "CZ",
    "Czechia": "CZ",
    "EL": "GR",
    "England": "GB",
    "Great Britain": "GB",
    "Holland": "NL",
    "Iran": "IR",
    "Ivory Coast": "CI",
    "Korea": "KR",
    "Laos": "LA",
    "Macedonia": "MK",
    "Moldova": "MD",
    "Netherlands": "NL",
    "North Korea": "KP",
    "Palestine": "PS",
    "Republic of Ireland": "IE",
    "Russia": "RU",
    "South Korea": "KR",
    "Swaziland": "SZ",
    "Syria": "SY",
    "Taiwan": "TW",
    "Tanzania": "TZ",
    "The Netherlands": "NL",
    "Turkey": "TR",
    "Türkiye": "TR",
    "U.A.E.": "AE",
    "UAE": "AE",
    "U.K.": "GB",
    "U.S.": "US",
    "U.S.A.": "US",
    "UK": "GB",
    "United Kingdom": "GB",
    "United States": "US",
    "United States of America": "US",
    "USA": "US",
    "Vatican": "VA",
    "Venezuela": "VE",
    "Vietnam": "VN",
}


class LegalBasisResource(RegisterResource):
    also_by = ("name",)

    class Meta(RegisterResource.Meta):
        model = LegalBasis
        name = "legal_bases"
        fields = [
            "citation",
            "name",
            "description",
            "iri",
            "remarks",
            "retired_on",
        ]


class SpecialCategoryConditionResource(RegisterResource):
    also_by = ("name",)

    class Meta(RegisterResource.Meta):
        model = SpecialCategoryCondition
        name = "special_category_conditions"
        fields = [
            "citation",
            "name",
            "description",
            "iri",
            "remarks",
            "retired_on",
        ]


class DataCategoryResource(RegisterResource):
    also_by = ("name",)

    class Meta(RegisterResource.Meta):
        model = DataCategory
        name = "data_categories"
        fields = [
            "code",
            "name",
            "description",
            "iri",
            "kind",
            "collection",
            "source",
            "remarks",
            "retired_on",
        ]


class DataSubjectCategoryResource(RegisterResource):
    also_by = ("name",)

    class Meta(RegisterResource.Meta):
        model = DataSubjectCategory
        name = "data_subject_categories"
        fields = [
            "code",
            "name",
            "description",
            "iri",
            "is_vulnerable",
            "remarks",
            "retired_on",
        ]


class SecurityMeasureResource(RegisterResource):
    also_by = ("name",)

    class Meta(RegisterResource.Meta):
        model = SecurityMeasure
        name = "security_measures"
        fields = [
            "code",
            "name",
            "description",
            "iri",
            "kind",
            "remarks",
            "retired_on",
        ]


class RightResource(RegisterResource):
    also_by = ("name",)

    class Meta(RegisterResource.Meta):
        model = Right
        name = "rights"
        fields = [
            "code",
            "name",
            "description",
            "iri",
            "citation",
            "remarks",
            "retired_on",
        ]


class CountryResource(RegisterResource):
    also_by = ("name",)
    variants = COUNTRY_NAMES
    unknown = _("is no ISO code of a country. Use a code from countries.csv, such as DE.")

    class Meta(RegisterResource.Meta):
        model = Country
        name = "countries"
        fields = [
            "code",
            "name",
            "eea_from",
            "eea_until",
            "remarks",
            "retired_on",
        ]


class AdequacyDecisionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = AdequacyDecision
        name = "adequacy_decisions"
        fields = [
            "decision",
            "country",
            "body",
            "valid_from",
            "valid_until",
            "is_partial",
            "scope",
            "remarks",
            "retired_on",
        ]
