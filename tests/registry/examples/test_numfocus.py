"""The example once it is loaded: two editions, one after the other, and what the register tells."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.formats import date_format

from registry import lifecycle
from registry.completeness import gaps_in
from registry.exchange.contents import document_of
from registry.exchange.folders import read_folder, write_folder
from registry.files.resource import resource_for
from registry.models import (
    Body,
    Engagement,
    HandlingRule,
    Notice,
    Organisation,
    ProcessingActivity,
    Processor,
    PromisedRight,
    Purpose,
)
from registry.records.history import recorded
from registry.records.moments import Past
from registry.vocabulary import ActivityState
from tests.registry.examples.editions import EDITIONS, FOLDER, JULY
from tests.support.factories import SEEN_TO
from tests.support.tables import everything

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("example"),
    pytest.mark.slow,
]

IN_JANUARY, IN_JULY = date(2018, 2, 1), date(2018, 7, 17)
REASON_IN_JANUARY = "NumFOCUS privacy policy of 12 January 2018"
REASON_IN_JULY = "NumFOCUS privacy policy of 17 July 2018"
VENDORS = {
    *("Cloudflare", "Eventbrite", "Flipcause", "Google", "Little Green Light", "Mailchimp"),
    *("TypeForm", "WordPress", "WP Engine", "Zapier"),
}
GROUPS = {"NumFOCUS Staff", "NumFOCUS Committee Members", "NumFOCUS Board Members"}
# Tables to which the example adds its own words about terms that are shipped.
WITH_TERMS = {"data_categories.csv", "security_measures.csv"}


def version_of(row, reason):
    return row.history.get(history_change_reason__startswith=reason)


def listed(on: date) -> tuple[set[str], set[str]]:
    engagements = Engagement.objects.listed(on)
    processors = Processor.objects.filter(engagements__in=engagements, is_public=True)
    bodies = Body.objects.filter(engagements__in=engagements, is_public=True)
    return {row.name for row in processors}, {row.name for row in bodies}


class TestLoading:
    def test_a_register_that_has_an_organisation_is_left_alone(self):
        before = everything()
        with pytest.raises(CommandError, match="already has an organisation") as refusal:
            call_command("load_example")
        assert "\n" not in str(refusal.value)
        assert everything() == before

    def test_importing_the_last_edition_again_changes_nothing(self, capsys):
        before = everything()
        call_command("import_register", FOLDER / JULY)
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == len(list((FOLDER / JULY).iterdir()))
        assert all(" 0 new, 0 changed, " in line and ", 0 refused" in line for line in lines)
        assert everything() == before

    def test_the_folder_is_what_the_register_itself_would_write(self, tmp_path: Path):
        write_folder(tmp_path / "out")
        for _resource, sheet in read_folder(FOLDER / JULY):
            if sheet.name not in WITH_TERMS:
                # Its own day stands in the name of the folder.
                written, ours = (
                    [
                        {**row, "first_day": ""}
                        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(True))
                    ]
                    for path in (tmp_path / "out" / sheet.name, FOLDER / JULY / sheet.name)
                )
                assert written == ours, sheet.name

    def test_every_row_has_its_author_its_policy_and_its_file_in_the_history(self):
        for model in (Organisation, ProcessingActivity, Engagement, Purpose, Notice):
            file = f"{resource_for(model)._meta.name}.csv"
            versions = model.history.model.objects.values_list(
                "history_author", "history_change_reason"
            )
            reasons = [f"{policy}, {file}" for policy in (REASON_IN_JANUARY, REASON_IN_JULY)]
            assert set(versions) == {("load_example", reason) for reason in reasons}


class TestChange:
    def test_vendors_get_their_country_in_july(self):
        host = Processor.objects.get(name="WP Engine")
        assert version_of(host, REASON_IN_JANUARY).country_id is None
        assert version_of(host, REASON_IN_JULY).country.code == "US"

    def test_people_get_more_rights_in_july(self):
        before, after = (
            set(PromisedRight.objects.in_force(on).values_list("right__code", flat=True))
            for on in (IN_JANUARY, IN_JULY)
        )
        assert before == {"access", "rectification", "erasure", "concern"}
        assert after - before == {
            *("restriction", "portability", "objection", "marketing-objection"),
            *("consent-withdrawal", "complaint"),
        }

    def test_groups_of_people_are_told_apart_in_july(self):
        activity = ProcessingActivity.objects.get(reference="NF-02")
        before, after = (
            {
                link.datasubjectcategory.code
                for link in version_of(activity, reason).data_subjects.all()
            }
            for reason in (REASON_IN_JANUARY, REASON_IN_JULY)
        )
        assert after - before == {
            *("member", "donor", "event-attendee", "contractor", "mailing-list-subscriber"),
        }

    def test_what_only_january_says_ends_on_the_day_before_july(self):
        limit = HandlingRule.objects.get(title="Frequency may be limited")
        assert version_of(limit, REASON_IN_JANUARY).ends_on is None
        assert limit.ends_on == date(2018, 7, 16)

    def test_the_second_notice_replaces_the_first(self):
        first, second = Notice.objects.order_by("dated_on")
        assert (first.replaces, second.replaces) == (None, first)
        assert [notice.dated_on.isoformat() for notice in (first, second)] == [*EDITIONS]


class TestPublicList:
    def test_the_host_stands_alone_in_january(self):
        assert listed(IN_JANUARY) == ({"WP Engine"}, set())

    def test_nobody_is_listed_before_the_first_policy(self):
        assert listed(date(2018, 1, 11)) == (set(), set())

    def test_ten_vendors_and_three_groups_are_listed_in_july(self):
        assert listed(IN_JULY) == (VENDORS, GROUPS)

    def test_partners_and_affiliates_receive_no_personal_data(self):
        partners = Engagement.objects.get(recipient="Partners and/or affiliates")
        assert not partners.is_personal_data
        assert partners.listed_from is None


class TestDocument:
    def test_the_recipients_are_those_of_each_edition(self):
        rows = ProcessingActivity.objects.all()
        before, after = (document_of(rows, Past(day)) for day in (IN_JANUARY, IN_JULY))
        assert [part.title for part in before.processors] == ["WP Engine"]
        assert before.bodies == []
        assert len(after.processors) == 10
        board = {line.label: line.values for line in after.bodies[0].lines}
        assert board["Countries of its seats"] == ("Belgium", "Canada", "United States")
        first, second = (recipients_of_the_first_entry(document) for document in (before, after))
        assert first.unsure == second.unsure == []
        assert [part.title for part in first.parts] == [
            "Third parties outside of our organization",
            "WP Engine",
        ]
        assert len(second.parts) == 10 + 3 + 2
        (notice,) = before.notices
        assert notice.lines[0].values == (date_format(date(2018, 1, 12)),)


def recipients_of_the_first_entry(document):
    points = document.entries[0].points
    return next(point for point in points if point.title.startswith("(d)"))


class TestGaps:
    @pytest.mark.parametrize("on", [IN_JANUARY, IN_JULY])
    def test_every_activity_is_a_draft_in_force_without_an_owner(self, on):
        activities = ProcessingActivity.objects.in_force(on).with_parts()
        assert {activity.state for activity in activities} == {ActivityState.DRAFT}
        assert len(activities) == 5
        assert all("owner" in {gap.field for gap in gaps_in(row, IN_JULY)} for row in activities)

    def test_what_did_not_apply_in_january_was_not_asked(self):
        for activity in ProcessingActivity.objects.with_parts():
            assert gaps_in(activity, IN_JANUARY) == []

    def test_no_purpose_of_january_has_a_legal_basis(self):
        purposes = Purpose.objects.in_force(IN_JANUARY)
        assert not purposes.filter(legal_bases__isnull=False).exists()

    def test_legitimate_interests_of_july_have_no_balancing_test(self):
        interests = Purpose.objects.in_force(IN_JULY).filter(legal_bases__citation="6(1)(f)")
        assert interests.exists()
        for purpose in interests:
            activity = ProcessingActivity.objects.with_parts().get(pk=purpose.activity_id)
            gaps = [str(gap) for gap in gaps_in(activity, IN_JULY)]
            assert f"“{purpose.text}” has no balancing test. (6(1)(f), 5(2))" in gaps

    def test_all_bases_of_july_are_those_that_the_policy_names(self):
        bases = Purpose.objects.in_force(IN_JULY).values_list("legal_bases__citation", flat=True)
        assert set(bases) - {None} == {"6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(f)"}

    def test_the_representative_of_july_is_recorded(self):
        activity = ProcessingActivity.objects.with_parts().first()
        message = "No representative in the Union"
        assert not any(message in str(gap) for gap in gaps_in(activity, IN_JULY))

    def test_an_entry_is_approved_with_what_is_open_once_the_record_is_complete(self):
        activity = ProcessingActivity.objects.get(reference="NF-02")
        with recorded(by="test", reason="Asked the treasurer"):
            activity.state_absence("recipients", "not applicable: kept by the office only")
            activity.save()
        lifecycle.approve(activity, by="test", reason="Known", **SEEN_TO)
        activity.refresh_from_db()
        assert activity.state == ActivityState.APPROVED
        open_findings = {row.rule for row in activity.acknowledged_findings.all()}
        assert {"owner", "governing-law", "mandate"} <= open_findings
