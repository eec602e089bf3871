"""Article 30(1)(f): time limits for the people and the data of the entry."""

from datetime import date

import pytest

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.records.history import recorded
from tests.registry.law.entries import DAY, FINDING, change, entry, judged
from tests.support.factories import (
    make_data_category,
    make_data_subject_category,
    make_retention_rule,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_article_30_1_f_wants_time_limits_for_the_people_of_the_entry():
    members, donors = make_data_subject_category(), make_data_subject_category()
    activity = entry(data_subjects=[members, donors])
    with recorded(by="test", reason="Change"):
        activity.retention_rules.get().data_subjects.set([members])
    assert judged(activity) == [(FINDING, "time-limit-people")]


def test_article_30_1_f_wants_a_reason_where_there_is_no_time_limit():
    activity = entry()
    change(activity.retention_rules.get(), retired_on=date(2018, 1, 1))
    change(activity, absences={"retention_rules": "none"})
    assert judged(activity) == [(FINDING, "time-limit-none")]


def limited(*rules):
    """Votes and cards of members and donors; each rule names the data and people it is about."""
    words = {name: make_data_category(name=name) for name in ("Votes", "Cards", "Images")}
    people = {name: make_data_subject_category(name=name) for name in ("Members", "Donors")}
    activity = entry(
        data_categories=[words["Votes"], words["Cards"]], data_subjects=people.values()
    )
    change(activity.retention_rules.get(), retired_on=date(2018, 1, 1))
    for number, (data, subjects) in enumerate(rules):
        make_retention_rule(
            activity=activity,
            name=f"Rule {number}",
            data_categories=[words[name] for name in data],
            data_subjects=[people[name] for name in subjects],
        )
    return activity


LIMITS = {
    "one for all": ([([], [])], []),
    "one for each of the people": ([([], ["Members"]), ([], ["Donors"])], []),
    "each covered, but not together": (
        [(["Votes"], ["Members"]), (["Cards"], ["Donors"])],
        ["Votes, Donors", "Cards, Members"],
    ),
    "one for all people, of one kind of data": ([(["Votes"], [])], ["Cards"]),
    "one that names what the entry does not have": (
        [([], []), (["Images"], [])],
        ["Rule 1"],
    ),
}


@pytest.mark.parametrize(("rules", "about"), LIMITS.values(), ids=LIMITS)
def test_article_30_1_f_time_limits_match_the_data_and_the_people(rules, about):
    activity = ProcessingActivity.objects.with_parts().get(pk=limited(*rules).pk)
    gaps = gaps_in(activity, DAY)
    assert sorted(gap.about for gap in gaps) == sorted(about)
    assert not any(gap.blocks_approval for gap in gaps)
