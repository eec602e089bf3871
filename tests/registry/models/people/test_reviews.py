"""What a review decides about access is done: it ends, changes, or stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import AccessDecision, AccessGrant
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.resources import TABLES
from registry.vocabulary import AccessLevel, AccessVerdict
from tests.support import factories

pytestmark = pytest.mark.django_db

WHO = {"by": "test", "reason": "The term is over"}
LONG_AGO, REVIEWED = date(2018, 7, 17), date(2019, 9, 1)


def decide(grant, verdict=AccessVerdict.WITHDRAW, **fields):
    review = factories.make_access_review(held_on=REVIEWED)
    return factories.make_access_decision(review=review, grant=grant, verdict=verdict, **fields)


@pytest.mark.parametrize(
    ("fields", "ends_on"),
    [
        pytest.param({}, REVIEWED, id="on the day of the review"),
        pytest.param({"decided_on": LONG_AGO}, LONG_AGO, id="on a day of its own"),
        pytest.param({"verdict": AccessVerdict.KEEP}, None, id="kept"),
        pytest.param({"verdict": AccessVerdict.CHANGE}, None, id="to be changed"),
    ],
)
def test_what_a_review_withdraws_ends(fields, ends_on):
    grant = factories.make_access_grant()
    decide(grant, **fields)
    grant.refresh_from_db()
    assert grant.ends_on == ends_on


def test_the_end_of_what_is_withdrawn_is_recorded_with_the_decision():
    grant = factories.make_access_grant()
    decide(grant)
    version = grant.history.first()
    assert (version.ends_on, version.history_change_reason) == (REVIEWED, "Set up")


def test_what_was_to_begin_after_its_withdrawal_never_does():
    to_begin = timezone.localdate() + timedelta(days=30)
    grant = factories.make_access_grant(starts_on=to_begin)
    decide(grant)
    grant.refresh_from_db()
    assert grant.ends_on is None
    assert not AccessGrant.objects.in_force(to_begin).exists()


@pytest.mark.parametrize("taken", ["WITHDRAW", "CHANGE"])
@pytest.mark.parametrize("began", ["first_day", "starts_on"])
def test_nothing_is_decided_of_access_before_it_began(taken, began):
    grant = factories.make_access_grant(level=AccessLevel.EDIT, **{began: REVIEWED})
    said = {"WITHDRAW": {}, "CHANGE": CHANGED}[taken]
    early = {"decided_on": REVIEWED - timedelta(days=1)}
    with pytest.raises(ValidationError, match=r"on record only from Sept\. 1, 2019") as refused:
        decide(grant, **said | early)
    assert [(it.model, it.field) for it in refused.value.faults] == [(AccessDecision, "decided_on")]
    decide(grant, **said)
    grant.refresh_from_db()
    assert (grant.ends_on is None) is (taken == "CHANGE")


def test_what_ended_before_its_withdrawal_keeps_its_end():
    grant = factories.make_access_grant(ends_on=LONG_AGO)
    decide(grant)
    grant.refresh_from_db()
    assert grant.ends_on == LONG_AGO


def test_who_lost_access_later_keeps_that_day_when_something_is_noted_on_the_old_decision():
    grant = factories.make_access_grant()
    decision = decide(grant)
    grant.refresh_from_db()
    later = REVIEWED + timedelta(days=3)
    with recorded(**WHO):
        grant.ends_on = later
        grant.save()
    with recorded(**WHO):
        decision.reason = "Told by mail"
        decision.save()
    grant.refresh_from_db()
    assert grant.ends_on == later


def test_what_a_review_withdrew_does_not_go_on_under_the_same_reference():
    grant = factories.make_access_grant()
    decide(grant)
    grant.refresh_from_db()
    grant.ends_on = None
    with pytest.raises(ValidationError, match="under a new reference"), recorded(**WHO):
        grant.save()


def test_a_decision_that_was_taken_back_is_not_taken_again_over_access_that_goes_on():
    grant = factories.make_access_grant()
    decision = decide(grant)
    with recorded(**WHO):
        decision.verdict = AccessVerdict.KEEP
        decision.save()
    grant.refresh_from_db()
    with recorded(**WHO):
        grant.ends_on = None
        grant.save()
    decision.verdict = AccessVerdict.WITHDRAW
    with pytest.raises(ValidationError, match="Enter its last day"), recorded(**WHO):
        decision.save()


CHANGED = {"verdict": AccessVerdict.CHANGE, "new_level": AccessLevel.READ, "new_system": "Ledger"}


def test_what_a_review_changes_follows_to_the_grant_once():
    grant = factories.make_access_grant(level=AccessLevel.EDIT, absences={"system": "none"})
    decision = decide(grant, **CHANGED)
    grant.refresh_from_db()
    assert (grant.level, grant.system, grant.ends_on) == (AccessLevel.READ, "Ledger", None)
    assert grant.history.first().history_change_reason == "Set up"
    with recorded(**WHO):
        grant.level = AccessLevel.EDIT
        grant.save()
    with recorded(**WHO):
        decision.reason = "Told by mail"
        decision.save()
    grant.refresh_from_db()
    assert grant.level == AccessLevel.EDIT


def test_what_a_review_changes_holds_from_the_day_of_the_decision():
    grant = factories.make_access_grant(level=AccessLevel.EDIT)
    decide(grant, **CHANGED)
    levels = []
    for day in (LONG_AGO, REVIEWED):
        with as_it_was(day):
            levels.append(AccessGrant.objects.get(pk=grant.pk).level)
    assert levels == [AccessLevel.EDIT, AccessLevel.READ]


def test_one_block_may_change_access_and_end_it():
    grant = factories.make_access_grant(level=AccessLevel.EDIT)
    reviews = [factories.make_access_review(held_on=day) for day in (LONG_AGO, REVIEWED)]
    with recorded(**WHO):
        for review, fields in zip(
            reviews, [CHANGED, {"verdict": AccessVerdict.WITHDRAW}], strict=True
        ):
            AccessDecision.objects.create(review=review, grant=grant, reason="Noted", **fields)
    grant.refresh_from_db()
    assert (grant.level, grant.ends_on) == (AccessLevel.READ, REVIEWED)


def test_an_old_change_that_is_entered_late_does_not_undo_a_newer_one():
    grant = factories.make_access_grant(level=AccessLevel.ADMINISTER)
    for day, level in [(REVIEWED, AccessLevel.READ), (LONG_AGO, AccessLevel.EDIT)]:
        review = factories.make_access_review(held_on=day)
        factories.make_access_decision(
            review=review, grant=grant, verdict=AccessVerdict.CHANGE, new_level=level
        )
    grant.refresh_from_db()
    assert grant.level == AccessLevel.READ
    with as_it_was(LONG_AGO):
        assert AccessGrant.objects.get(pk=grant.pk).level == AccessLevel.EDIT


def test_access_that_has_ended_is_not_changed():
    grant = factories.make_access_grant(ends_on=LONG_AGO, level=AccessLevel.EDIT)
    decide(grant, **CHANGED)
    grant.refresh_from_db()
    assert grant.level == AccessLevel.EDIT


@pytest.mark.parametrize(
    ("ends_on", "verdict", "new_level", "expected"),
    [
        pytest.param("", "change", "read", (AccessLevel.EDIT, None), id="changed again"),
        pytest.param("2019-09-04", "withdraw", "", (AccessLevel.EDIT, date(2019, 9, 4)), id="over"),
        pytest.param("", "withdraw", "", (AccessLevel.EDIT, REVIEWED), id="still open"),
    ],
)
def test_access_in_the_same_files_as_the_decision_says_itself_what_became_of_it(
    ends_on, verdict, new_level, expected
):
    review = factories.make_access_review(held_on=REVIEWED)
    body, processor = factories.make_body(), factories.make_processor()
    texts = {
        "access_grants": "reference,body,processor,level,ends_on\n"
        f"AG-1,{body},{processor},edit,{ends_on}\n",
        "access_decisions": "review,grant,verdict,new_level\n"
        f"{review.organisation.name} | {REVIEWED},AG-1,{verdict},{new_level}\n",
    }
    sheets = [
        (TABLES[name], read_sheet(f"{name}.csv", text.encode())) for name, text in texts.items()
    ]
    results = import_sheets(sheets, by="test", reason="Import")
    assert [refusal.message for result in results for refusal in result.refusals] == []
    grant = AccessGrant.objects.get()
    assert (grant.level, grant.ends_on) == expected
    assert expected[1] is None or grant.first_day <= grant.ends_on


def test_an_edition_says_from_when_the_access_was_there_that_a_review_withdraws():
    review = factories.make_access_review(held_on=REVIEWED)
    grant = factories.make_access_grant(reference="AG-1", first_day=timezone.localdate())
    texts = {
        "access_grants": "reference,body,processor,level\n"
        f"AG-1,{grant.body},{grant.processor},edit\n",
        "access_decisions": "review,grant,verdict\n"
        f"{review.organisation.name} | {REVIEWED},AG-1,withdraw\n",
    }
    sheets = [
        (TABLES[name], read_sheet(f"{name}.csv", text.encode())) for name, text in texts.items()
    ]
    results = import_sheets(sheets, by="test", reason="Import", since=LONG_AGO)
    assert [refusal.message for result in results for refusal in result.refusals] == []
    grant.refresh_from_db()
    assert (grant.first_day, grant.ends_on) == (LONG_AGO, REVIEWED)


def test_no_decision_is_of_a_day_to_come():
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="in the future"):
        decide(factories.make_access_grant(), decided_on=tomorrow)
    with pytest.raises(ValidationError, match="in the future"):
        factories.make_access_decision(review=factories.make_access_review(held_on=tomorrow))


def test_access_that_two_reviews_taken_at_once_change_and_end_is_both():
    grant = factories.make_access_grant(level=AccessLevel.ADMINISTER)
    first = factories.make_access_review(held_on=date(2019, 9, 1))
    second = factories.make_access_review(held_on=date(2020, 9, 1))
    with recorded(by="test", reason="Two reviews were found in a drawer"):
        AccessDecision.objects.create(
            review=first, grant=grant, verdict=AccessVerdict.CHANGE, new_level=AccessLevel.READ
        )
        AccessDecision.objects.create(review=second, grant=grant, verdict=AccessVerdict.WITHDRAW)
    grant.refresh_from_db()
    assert (grant.level, grant.ends_on) == (AccessLevel.READ, date(2020, 9, 1))
    with as_it_was(date(2019, 8, 31)):
        assert AccessGrant.objects.get().level == AccessLevel.ADMINISTER
