"""What the register tells once both editions are in it, statement by statement."""

from datetime import date

import pytest

from registry.models import (
    AccessGrant,
    Appointment,
    Body,
    Contact,
    DataCategory,
    Disclosure,
    Notice,
    Organisation,
    Person,
    ProcessingActivity,
    RetentionRule,
    Tracker,
)
from registry.records.states.on_day import values_on
from registry.vocabulary import Answer, DisclosureGround
from tests.registry.examples.editions import JANUARY, JULY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("example"),
    pytest.mark.slow,
]

IN_JANUARY, IN_JULY = date(2018, 2, 1), date(2018, 7, 17)
REASON_IN_JANUARY = "NumFOCUS privacy policy of 12 January 2018"
IN_DATA_CATEGORIES = ("code", "name", "description", "source", "kind", "collection", "first_day")
REASON_IN_JULY = "NumFOCUS privacy policy of 17 July 2018"
GROUPS = {"NumFOCUS Staff", "NumFOCUS Committee Members", "NumFOCUS Board Members"}


def test_the_representative_in_the_union_is_the_only_person():
    (person,) = Person.objects.all()
    appointment = Appointment.objects.in_force(IN_JULY).get()
    assert appointment.person == person
    assert appointment.country.code == "BE"


def test_privacy_questions_went_to_another_address_in_july():
    contacts = Contact.objects.filter(use="privacy")
    assert contacts.in_force(IN_JANUARY).get().value == "info@numfocus.org"
    assert contacts.in_force(IN_JULY).get().value == "privacy@numfocus.org"


def test_seats_carry_countries_and_nobody():
    seats = {
        body.name: {seat.country.code for seat in body.seats.all()}
        for body in Body.objects.in_use().prefetch_related("seats__country")
    }
    assert seats == {
        "NumFOCUS Staff": {"US"},
        "NumFOCUS Committee Members": {
            *("AR", "DE", "ES", "FR", "GB", "IN", "IT", "NL", "PL", "US"),
        },
        "NumFOCUS Board Members": {"US", "BE", "CA"},
    }
    assert not Body.objects.filter(seats__person__isnull=False).exists()


def test_staff_have_access_in_january_and_the_others_too_in_july():
    because = "need the information to perform a specific job"
    grants = AccessGrant.objects.filter(why__startswith=because)
    january, july = (
        {grant.body.name for grant in grants.in_force(on)} for on in (IN_JANUARY, IN_JULY)
    )
    assert (january, july) == ({"Employees"}, GROUPS)


def test_accounts_use_and_third_parties_are_sources_from_july_on():
    january, july = (
        {row["code"]: row for row in values_on(DataCategory, day, *IN_DATA_CATEGORIES)}
        for day in (IN_JANUARY, IN_JULY)
    )
    new = {code for code in july if july[code] != january[code]}
    new |= {code for code in july if july[code]["first_day"] == IN_JULY}
    assert {code: july[code]["collection"] for code in new} == {
        "account": "given",
        "service-use": "observed",
        "preferences": "observed",
        "cross-site-use": "observed",
        "third-party-information": "received",
        "public-activity": "not_stated",
    }


def test_both_corporate_transactions_are_grounds_of_their_time():
    transactions = Disclosure.objects.filter(ground=DisclosureGround.CORPORATE)
    assert "merger" in transactions.in_force(IN_JANUARY).get().statement
    assert "credit card processing" in transactions.in_force(IN_JULY).get().statement


@pytest.mark.parametrize("on", [IN_JANUARY, IN_JULY])
def test_the_three_grounds_of_disclosure_hold_in_both_editions(on):
    grounds = Disclosure.objects.in_force(on).values_list("ground", flat=True)
    assert set(grounds) == {"legal_process", "rights", "emergency", "corporate_transaction"}


def test_trackers_of_january_are_cookies_and_log_files():
    names = Tracker.objects.in_force(IN_JANUARY).values_list("name", flat=True)
    assert set(names) == {"Cookies", "Other similar technologies", "Log files"}


def test_clear_gifs_and_analytics_are_named_from_july_on():
    trackers = {row.name: row for row in Tracker.objects.in_force(IN_JULY)}
    assert {"Clear gifs", "Google Analytics"} <= trackers.keys()
    analytics = trackers["Google Analytics"]
    assert analytics.processor.name == "Google"
    assert analytics.opt_out_url == "http://www.google.com/policies/privacy/partners/"
    assert analytics.respects_do_not_track == Answer.NOT_STATED
    assert trackers["Cookies"].overrides_settings == Answer.NO


def test_january_says_nothing_of_time_limits():
    assert not RetentionRule.objects.in_force(IN_JANUARY).exists()


def test_july_keeps_analytics_for_38_months():
    rule = RetentionRule.objects.get(name="Google Analytics")
    assert (rule.period, rule.unit) == (38, "months")


def test_july_keeps_data_of_five_groups_as_long_as_the_organisation_lives():
    rule = RetentionRule.objects.get(
        name="Lifetime of the organization", activity__reference="NF-02"
    )
    assert {group.code for group in rule.data_subjects.all()} == {
        *("member", "donor", "event-attendee", "contractor", "mailing-list-subscriber"),
    }


def test_every_activity_of_july_deletes_anonymises_or_isolates():
    for activity in ProcessingActivity.objects.prefetch_related("retention_rules"):
        actions = {rule.action for rule in activity.retention_rules.all()}
        assert {"delete_or_anonymise", "isolate"} <= actions


def test_no_transfer_of_july_names_a_tool():
    organisation = Organisation.objects.get()
    transfers = organisation.transfers.in_force(IN_JULY)
    assert transfers.without_tool(IN_JULY).count() == transfers.count() == 15


def test_history_on_github_is_kept_with_the_notice_of_july():
    notice = Notice.objects.get(dated_on=JULY)
    assert notice.history_url == "https://github.com/numfocus/privacy-policy"
    assert Notice.objects.get(dated_on=JANUARY).history_url == ""
