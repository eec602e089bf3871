"""Articles 26, 28, 30(1) and 30(2): who is responsible, and who receives data."""

from datetime import date

import pytest

from registry.records.history import recorded
from registry.vocabulary import OrganisationRole
from tests.registry.law.entries import FINDING, REFUSED, change, entry, judged, made_of
from tests.support.factories import (
    country,
    make_organisation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def joint(arrangement="In the statutes", **other):
    return entry(
        role=OrganisationRole.JOINT_CONTROLLER,
        arrangement=arrangement,
        other_controllers=[make_organisation(**other)],
    )


def itself():
    activity = joint(address="Berlin", country=country("DE"))
    with recorded(by="test", reason="Change"):
        activity.other_controllers.set([activity.organisation])
    return activity


def officer(**fields):
    activity = entry()
    change(activity.organisation.appointments.get(), **fields)
    return activity


def processor(**fields):
    client = make_organisation(address="Berlin", country=country("DE"))
    defaults = {"processing_categories": "Hosting", "other_controllers": [client]}
    return entry(role=OrganisationRole.PROCESSOR, **defaults | fields)


def empty(*names):
    activity = entry()
    with recorded(by="test", reason="Change"):
        for name in names:
            getattr(activity, name).clear()
            activity.state_absence(name, "none")
        activity.save()
    return activity


RECORD = {
    "30(1)(a), case 37: the country is not stated": (
        lambda: entry(organisation={"country": None}),
        [(REFUSED, "country")],
    ),
    "30(1)(a), case 38: a joint controller without contact": (
        lambda: joint(country=country("DE")),
        [(REFUSED, "controller-contact")],
    ),
    "26, 27: a joint controller somewhere": (
        lambda: joint(address="Berlin"),
        [(FINDING, "controller-country")],
    ),
    "30(2), case 40: a processor's record": (processor, []),
    "30(2)(b), case 41: no categories of processing": (
        lambda: processor(processing_categories=""),
        [(REFUSED, "processing")],
    ),
    "30(2)(a): a controller served without contact": (
        lambda: processor(other_controllers=[make_organisation(country=country("DE"))]),
        [(REFUSED, "controller-contact")],
    ),
    "30(1)(c), case 47: nobody's data, and none": (
        lambda: empty("data_subjects", "data_categories"),
        [(REFUSED, "data-subjects"), (REFUSED, "data-categories")],
    ),
    "30(1)(a): an organisation without contact details": (
        lambda: entry(organisation={"address": ""}),
        [(REFUSED, "contact")],
    ),
    "4(7), 30(1)(a): our role is not stated": (
        lambda: entry(role=OrganisationRole.NOT_STATED),
        [(REFUSED, "role")],
    ),
    "26, 30(1)(a): no joint controller is named": (
        lambda: entry(role=OrganisationRole.JOINT_CONTROLLER, arrangement="In the statutes"),
        [(REFUSED, "joint-controller")],
    ),
    "26(1): no arrangement": (
        lambda: joint(address="Berlin", country=country("DE"), arrangement=""),
        [(FINDING, "arrangement")],
    ),
    "26: a joint controller with itself": (itself, [(REFUSED, "other-controller-itself")]),
    "30(2)(a): no controller served": (
        lambda: processor(other_controllers=[]),
        [(REFUSED, "controller-served")],
    ),
    "30(2)(a): a controller served somewhere": (
        lambda: processor(other_controllers=[make_organisation(address="Berlin")]),
        [(FINDING, "controller-country")],
    ),
    "30(2)(b): categories of processing that say nothing": (
        lambda: processor(processing_categories="n/a"),
        [(REFUSED, "processing")],
    ),
    "30(2)(b), case 41: “x” is no category of processing": (
        lambda: processor(processing_categories="x"),
        [(REFUSED, "processing")],
    ),
    "30(2): a processor records no people and no data": (
        lambda: processor(data_subjects=[], data_categories=[]),
        [],
    ),
    "37, 30(1)(a): no officer, and nobody says why": (
        lambda: officer(retired_on=date(2018, 1, 1)),
        [(FINDING, "officer")],
    ),
    "37(1): “none” without a reason": (
        lambda: officer(person=None, absences={"person": "none"}),
        [(FINDING, "officer-none")],
    ),
    "37(1): none, with a reason": (
        lambda: officer(person=None, absences={"person": "not applicable: no core activity"}),
        [],
    ),
    "5(2), 24(1): nobody is responsible within": (
        lambda: entry(owner=""),
        [(FINDING, "owner")],
    ),
}


entries = made_of(RECORD)


@pytest.mark.parametrize("case", RECORD)
def test_articles_26_28_and_30_are_asked_of_the_record(entries, case):
    _make, expected = RECORD[case]
    assert judged(entries[case]) == expected


def test_article_30_1_a_wants_contact_details_of_the_officer():
    activity = entry()
    officer = activity.organisation.appointments.get()
    change(officer.person, email="")
    assert judged(activity) == [(REFUSED, "officer-contact")]
    change(officer, contact="Rue Neuve 1, Brussels")
    assert judged(activity) == []
