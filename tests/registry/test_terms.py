from datetime import date

import pytest
from django.core.management import call_command

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
from registry.vocabulary import DataKind
from tests.support.undone import undone_afterwards

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DPV = "https://w3id.org/dpv"
GDPR = f"{DPV}/legal/eu/gdpr#"
MEMBERS_IN_2018 = (
    "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
)
TERRITORIES = "AX GF GP MF MQ RE YT"
# Decisions in force on 22 November 2026.
ADEQUATE = "AD AR BR CA CH FO GB GG IL IM JE JP KR NZ US UY"


@pytest.fixture(scope="module", autouse=True)
def terms(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone_afterwards():
        call_command("load_terms", verbosity=0)
        yield


class TestArticles:
    @pytest.mark.parametrize("letter", "abcdef")
    def test_each_basis_of_article_6_has_its_term_of_the_vocabulary(self, letter):
        assert LegalBasis.objects.get(citation=f"6(1)({letter})").iri == f"{GDPR}A6-1-{letter}"

    @pytest.mark.parametrize("letter", "abcdefghij")
    def test_each_condition_of_article_9_has_its_term_of_the_vocabulary(self, letter):
        condition = SpecialCategoryCondition.objects.get(citation=f"9(2)({letter})")
        assert condition.iri == f"{GDPR}A9-2-{letter}"

    def test_there_is_no_other_basis_and_no_other_condition(self):
        assert (LegalBasis.objects.count(), SpecialCategoryCondition.objects.count()) == (6, 10)

    def test_rights_cite_their_article_except_the_voicing_of_a_concern(self):
        citations = dict(Right.objects.values_list("code", "citation"))
        assert citations.pop("concern") == ""
        assert citations == {
            "information": "13, 14",
            "access": "15",
            "rectification": "16",
            "erasure": "17",
            "restriction": "18",
            "recipient-notification": "19",
            "portability": "20",
            "objection": "21(1)",
            "marketing-objection": "21(2)",
            "automated-decisions": "22",
            "consent-withdrawal": "7(3)",
            "complaint": "77",
        }

    def test_addresses_of_the_vocabulary_name_no_version(self):
        models = (DataCategory, DataSubjectCategory, SecurityMeasure, Right)
        addresses = [iri for model in models for iri in model.objects.values_list("iri", flat=True)]
        roots = {iri.partition("#")[0] for iri in addresses if iri}
        assert roots == {DPV, f"{DPV}/pd", f"{DPV}/legal/eu/gdpr"}

    def test_special_categories_are_those_of_article_9(self):
        special = DataCategory.objects.filter(kind=DataKind.SPECIAL)
        assert set(special.values_list("code", flat=True)) >= {
            "biometric",
            "ethnic-origin",
            "genetic",
            "health",
            "political-opinions",
            "religion-belief",
            "sexual-orientation",
            "trade-union-membership",
        }

    def test_data_on_offences_falls_under_article_10(self):
        offences = DataCategory.objects.filter(kind=DataKind.CRIMINAL)
        assert [term.code for term in offences] == ["criminal-convictions"]

    def test_groups_of_a_nonprofit_are_there_and_children_are_vulnerable(self):
        groups = dict(DataSubjectCategory.objects.values_list("code", "is_vulnerable"))
        assert {"member", "donor", "event-attendee", "contractor", "volunteer"} <= groups.keys()
        assert groups["child"]
        assert not groups["donor"]

    def test_measures_are_technical_and_organisational(self):
        kinds = SecurityMeasure.objects.values_list(
            "is_technical", "is_organisational", "is_physical"
        )
        assert all(any(row) for row in kinds)
        assert all(any(column) for column in zip(*kinds, strict=True))


class TestCountries:
    def test_all_countries_of_iso_3166_are_there(self):
        assert Country.objects.count() == 249

    def test_the_eea_of_2018_is_the_union_its_territories_and_three_more(self):
        inside = [row.code for row in Country.objects.all() if row.is_in_eea(date(2018, 7, 17))]
        expected = f"{MEMBERS_IN_2018} {TERRITORIES} GI IS LI NO"
        assert set(inside) == set(expected.split())

    @pytest.mark.parametrize(
        ("code", "on", "is_inside"),
        [
            pytest.param("GB", date(1972, 12, 31), False, id="GB before it joined"),
            pytest.param("GB", date(2018, 7, 17), True, id="GB as a member"),
            pytest.param("GB", date(2020, 12, 31), True, id="GB on the last day of transition"),
            pytest.param("GB", date(2021, 1, 1), False, id="GB after the transition"),
            pytest.param("CH", date(2018, 7, 17), False, id="CH"),
            pytest.param("CH", date(2026, 11, 22), False, id="CH today"),
            pytest.param("IS", date(2026, 11, 22), True, id="IS"),
            pytest.param("LI", date(1995, 4, 30), False, id="LI before the Agreement"),
            pytest.param("LI", date(2026, 11, 22), True, id="LI"),
            pytest.param("NO", date(2026, 11, 22), True, id="NO"),
            pytest.param("HR", date(2013, 6, 30), False, id="HR before it joined"),
            pytest.param("HR", date(2013, 7, 1), True, id="HR on its first day"),
            pytest.param("BL", date(2012, 1, 1), False, id="BL after it left"),
            pytest.param("GL", date(2018, 7, 17), False, id="GL"),
            pytest.param("NC", date(2018, 7, 17), False, id="NC"),
            pytest.param("PF", date(2018, 7, 17), False, id="PF"),
            pytest.param("AW", date(2018, 7, 17), False, id="AW"),
            pytest.param("CW", date(2018, 7, 17), False, id="CW"),
            pytest.param("US", date(2018, 7, 17), False, id="US"),
        ],
    )
    def test_membership_is_dated(self, code, on, is_inside):
        country = Country.objects.get(code=code)
        assert country.is_in_eea(on) is is_inside

    def test_the_bridge_for_the_united_kingdom_is_explained(self):
        remarks = Country.objects.get(code="GB").remarks
        assert "FINPROV.10A" in remarks
        assert "2021-06-30" in remarks

    @pytest.mark.parametrize(
        ("on", "is_free"),
        [
            (date(2020, 12, 31), True),
            (date(2021, 1, 1), True),
            (date(2021, 6, 27), True),
            (date(2021, 6, 28), False),
        ],
    )
    def test_the_bridge_lasted_until_the_decision(self, on, is_free):
        britain = Country.objects.get(code="GB")
        assert britain.needs_no_tool(on) is is_free
        assert AdequacyDecision.objects.valid(on).filter(country=britain).exists() is not is_free


class TestAdequacy:
    @pytest.mark.parametrize(
        ("on", "decision"),
        [
            pytest.param(date(2000, 7, 25), None, id="before Safe Harbour"),
            pytest.param(date(2015, 10, 5), "2000/520/EC", id="end of Safe Harbour"),
            pytest.param(date(2015, 10, 6), None, id="day of Schrems"),
            pytest.param(date(2016, 7, 12), "(EU) 2016/1250", id="start of Privacy Shield"),
            pytest.param(date(2018, 7, 17), "(EU) 2016/1250", id="Privacy Shield"),
            pytest.param(date(2020, 7, 15), "(EU) 2016/1250", id="end of Privacy Shield"),
            pytest.param(date(2020, 7, 16), None, id="day of Schrems II"),
            pytest.param(date(2023, 7, 9), None, id="before the Framework"),
            pytest.param(date(2023, 7, 10), "(EU) 2023/1795", id="start of the Framework"),
            pytest.param(date(2026, 11, 22), "(EU) 2023/1795", id="the Framework"),
        ],
    )
    def test_the_united_states_had_one_decision_at_a_time(self, on, decision):
        valid = AdequacyDecision.objects.valid(on).filter(country__code="US")
        assert [row.decision for row in valid] == ([decision] if decision else [])

    def test_the_decision_on_the_united_kingdom_ends(self):
        of_britain = AdequacyDecision.objects.filter(country__code="GB")
        assert of_britain.valid(date(2031, 12, 27)).exists()
        assert not of_britain.valid(date(2031, 12, 28)).exists()

    def test_hungary_had_a_decision_until_it_joined(self):
        of_hungary = AdequacyDecision.objects.get(country__code="HU")
        assert of_hungary.decision == "2000/519/EC"
        assert of_hungary.is_valid(date(2004, 4, 30))
        assert not of_hungary.is_valid(date(2004, 5, 1))
        assert of_hungary.country.is_in_eea(date(2004, 5, 1))

    @pytest.mark.parametrize(
        ("decision", "on", "shown"),
        [
            (
                "(EU) 2023/1795",
                date(2026, 11, 22),
                "US Data Privacy Framework, in force, certified recipients",
            ),
            (
                "(EU) 2016/1250",
                date(2018, 7, 17),
                "US Privacy Shield, in force, certified recipients",
            ),
            (
                "(EU) 2016/1250",
                date(2020, 7, 16),
                "US Privacy Shield, declared invalid, certified recipients",
            ),
            ("2000/519/EC", date(2018, 7, 17), "Hungary, no longer in force"),
            (
                "(EU) 2021/1772",
                date(2025, 12, 18),
                "United Kingdom, in force, not for immigration control",
            ),
            ("(EU) 2021/1772", date(2025, 12, 19), "United Kingdom, in force"),
            (
                "(EU) 2026/179",
                date(2026, 1, 25),
                "Brazil, not yet in force, not for public security or prosecution",
            ),
        ],
    )
    def test_a_decision_is_shown_with_its_name_and_how_it_stands(self, decision, on, shown):
        assert AdequacyDecision.objects.get(decision=decision).described(on) == shown

    def test_no_decision_is_shown_as_a_bare_number(self):
        assert all(row.name for row in AdequacyDecision.objects.all())
        bare = AdequacyDecision(decision="2002/2/EC", valid_from=date(2001, 12, 20))
        assert bare.title == "decision 2002/2/EC"

    @pytest.mark.parametrize("code", ["BR", "CA", "FO", "GB", "IL", "JP", "KR", "US"])
    def test_a_decision_that_is_limited_says_its_scope(self, code):
        assert all(row.scope for row in AdequacyDecision.objects.filter(country__code=code))

    def test_the_united_kingdom_has_decisions_of_its_own(self):
        own = AdequacyDecision.objects.valid(date(2023, 10, 12), law="uk_gdpr")
        assert {row.decision for row in own} == {"SI 2022/1213", "SI 2023/1028"}

    def test_decisions_that_cover_some_importers_only_say_so_and_which(self):
        partial = AdequacyDecision.objects.filter(is_partial=True)
        assert {row.country.code for row in partial} == {"CA", "JP", "KR", "US"}
        assert all("nly " in row.scope for row in partial)

    def test_countries_with_a_decision_in_force_are_complete(self):
        valid = AdequacyDecision.objects.valid(date(2026, 11, 22))
        assert set(valid.exclude(country=None).values_list("country__code", flat=True)) == set(
            ADEQUATE.split()
        )

    def test_the_european_patent_organisation_is_a_body_and_no_country(self):
        decision = AdequacyDecision.objects.get(country=None)
        assert decision.body == "European Patent Organisation"
        assert decision.valid_from == date(2025, 7, 15)
