"""The files of the words that entries are made of. Files quote them by code or by name."""

import re

from django.utils.translation import gettext_lazy as _

from registry.files.resource import RegisterResource
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
from registry.records.names.folding import fold

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
    "Korea, Republic of": "KR",
    "Republic of Korea": "KR",
    "Laos": "LA",
    "Macedonia": "MK",
    "Moldova": "MD",
    "Netherlands": "NL",
    "North Korea": "KP",
    "Northern Ireland": "GB",
    "Palestine": "PS",
    "Republic of Ireland": "IE",
    "Russia": "RU",
    "Scotland": "GB",
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
    "Wales": "GB",
}


# Unions and regions, as people abbreviate them in their languages.
UNIONS = frozenset(
    {
        *("eu", "ue", "eea", "eee", "ees", "eer", "ewr", "eøs", "eog", "ehp", "eta", "efta"),
        *("aele", "aelc", "cee", "eec", "eu/eea", "eu/ewr", "ue/eee", "eea/eu", "eu-eea"),
        *("european union", "europäische union", "union européenne", "unión europea"),
        *("unione europea", "união europeia", "europese unie", "unia europejska"),
        *("european economic area", "europäischer wirtschaftsraum", "eu member states"),
        *("espace économique européen", "espacio económico europeo", "eu countries"),
        *("europe", "europa", "european", "schengen", "eurozone", "euro area", "benelux"),
        *("dach", "nordics", "nordic countries", "scandinavia", "baltics", "balkans"),
        *("emea", "apac", "amer", "amers", "latam", "anz", "mena", "gcc", "asean", "cis"),
        *("africa", "asia", "asia pacific", "asia-pacific", "north america", "south america"),
        *("latin america", "middle east", "oceania", "un", "nato", "oecd", "commonwealth"),
        *("worldwide", "world", "global", "globally", "international", "various", "multiple"),
        *("weltweit", "monde", "monde entier", "mundial", "mundo", "all countries", "several"),
    }
)


class LegalBasisResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = LegalBasis
        name = "legal_bases"
        fields = [
            "citation",
            "name",
            "description",
            "iri",
            "remarks",
            "first_day",
            "retired_on",
        ]


class SpecialCategoryConditionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = SpecialCategoryCondition
        name = "special_category_conditions"
        fields = [
            "citation",
            "name",
            "description",
            "iri",
            "remarks",
            "first_day",
            "retired_on",
        ]


class DataCategoryResource(RegisterResource):
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
            "first_day",
            "retired_on",
        ]


class DataSubjectCategoryResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = DataSubjectCategory
        name = "data_subject_categories"
        fields = [
            "code",
            "name",
            "description",
            "iri",
            "is_vulnerable",
            "is_children",
            "remarks",
            "first_day",
            "retired_on",
        ]


class SecurityMeasureResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = SecurityMeasure
        name = "security_measures"
        fields = [
            "code",
            "name",
            "description",
            "iri",
            "is_technical",
            "is_organisational",
            "is_physical",
            "remarks",
            "first_day",
            "retired_on",
        ]


class RightResource(RegisterResource):
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
            "first_day",
            "retired_on",
        ]


class CountryResource(RegisterResource):
    names_hold_commas = False
    variants = COUNTRY_NAMES
    unknown = _(
        "is not a country. Write the name of a country or its two letters, such as Germany or DE."
    )

    @classmethod
    def hint(cls, text, is_many):
        word = re.sub(r"[-\s]*\d+$", "", fold(text).removeprefix("the ").replace(".", ""))
        if word not in UNIONS:
            return ""
        if is_many:
            return _(
                "is a union or a region, not a country. Name each country, separated "
                "by “; ”, such as DE; FR."
            )
        return _("is a union or a region, not a country. Name the country, such as DE.")

    class Meta(RegisterResource.Meta):
        model = Country
        name = "countries"
        fields = [
            "code",
            "name",
            "eea_from",
            "eea_until",
            "treated_until",
            "remarks",
            "first_day",
            "retired_on",
        ]


class AdequacyDecisionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = AdequacyDecision
        name = "adequacy_decisions"
        fields = [
            "decision",
            "name",
            "law",
            "country",
            "body",
            "valid_from",
            "valid_until",
            "is_partial",
            "covers",
            "covers_until",
            "scope",
            "declared_invalid_on",
            "judgment",
            "remarks",
            "first_day",
            "retired_on",
        ]
