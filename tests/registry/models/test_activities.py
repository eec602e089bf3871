"""An approved entry is not left with a gap, whatever is changed and however it is written."""

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry import lifecycle
from registry.completeness import gaps_in
from registry.models import (
    Appointment,
    Engagement,
    Organisation,
    ProcessingActivity,
    Processor,
    Purpose,
    RetentionRule,
    Seat,
    Transfer,
)
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.vocabulary import (
    ActivityState,
    AppointmentRole,
    DataKind,
    NoRepresentative,
    RecipientRole,
    TransferTool,
)
from tests.support.factories import (
    SEEN_TO,
    country,
    legal_basis,
    make_activity,
    make_adequacy_decision,
    make_appointment,
    make_body,
    make_complete_activity,
    make_contact,
    make_engagement,
    make_organisation,
    make_person,
    make_processor,
    make_purpose,
    make_seat,
    make_transfer,
    one_block,
)
from tests.support.tables import everything
from tests.support.undone import made_once, stored

pytestmark = pytest.mark.django_db


def make_register():
    """An approved entry, others that rows of it may move to, and all that is stored then."""
    approved = make_activity_with_transfers()
    with one_block():
        make_activity(name="Another")
        make_processor(name="Bee", country=country("IN"))
        make_organisation(name="Elsewhere")
    return approved, everything()


register = made_once(make_register)


@pytest.fixture
def activity(register, db):
    return stored(register[0])


@pytest.fixture
def before(register):
    return register[1]


@one_block()
def make_activity_with_transfers():
    """Approved: a Belgian controller, one vendor in the USA, a board with a seat there."""
    draft = make_complete_activity()
    shared = {"organisation": draft.organisation, "country": country("US")}
    board = make_body(name="Board")
    make_seat(body=board, designation="Treasurer", country=country("US"))
    acme = make_processor(name="Acme", country=country("US"))
    for importer in ({"body": board}, {"processor": acme}):
        make_engagement(activity=draft, **importer)
        make_transfer(tool=TransferTool.STANDARD_CLAUSES, **shared, **importer)
    return lifecycle.approve(draft, by="test", reason="Set up", **SEEN_TO)


def save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


# Of the entry itself, and of its parts

LOSSES = {
    "its purpose, retired": (
        lambda activity: (Purpose.objects.get(), {"retired_on": date(2018, 7, 17)}),
        "No purpose is recorded. (30(1)(b))",
    ),
    "its purpose, ended": (
        lambda activity: (Purpose.objects.get(), {"ends_on": date(2018, 7, 17)}),
        "No purpose is recorded. (30(1)(b))",
    ),
    "its purpose, moved to another": (
        lambda activity: (
            Purpose.objects.get(),
            {"activity": ProcessingActivity.objects.get(name="Another")},
        ),
        "No purpose is recorded. (30(1)(b))",
    ),
    "the transfer to a new recipient": (
        lambda activity: (
            Engagement.objects.get(recipient="Tax offices"),
            {"recipient": "", "country": None, "processor": Processor.objects.get(name="Bee")},
        ),
        "No transfer to Bee in India is recorded. (30(1)(e), 44)",
    ),
    # What it rests on
    "the address": (
        lambda activity: (activity.organisation, {"address": ""}),
        "No contact details are recorded. (30(1)(a))",
    ),
    "the establishment in the Union": (
        lambda activity: (activity.organisation, {"country": country("US")}),
        ("No representative in the Union is recorded, nor why there is none. (27, 30(1)(a))"),
    ),
    "the place of a processor": (
        lambda activity: (Processor.objects.get(name="Acme"), {"country": country("IN")}),
        "No transfer to Acme in India is recorded. (30(1)(e), 44)",
    ),
    "a transfer, retired": (
        lambda activity: (
            Transfer.objects.get(body=None),
            {"retired_on": date(2018, 7, 17)},
        ),
        "No transfer to Acme in United States is recorded. (30(1)(e), 44)",
    ),
    "a transfer, moved to another": (
        lambda activity: (
            Transfer.objects.get(body=None),
            {"organisation": Organisation.objects.get(name="Elsewhere")},
        ),
        "No transfer to Acme in United States is recorded. (30(1)(e), 44)",
    ),
    "the tool of a transfer": (
        lambda activity: (Transfer.objects.get(body=None), {"tool": TransferTool.NOT_STATED}),
        "The transfer to Acme in United States has no transfer tool. (30(1)(e), 44)",
    ),
}


@pytest.mark.once
@pytest.mark.parametrize(("loss", "gap"), LOSSES.values(), ids=LOSSES)
def test_an_approved_entry_does_not_lose(activity, before, loss, gap):
    row, fields = loss(activity)
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="A change"):
        save(row, **fields)
    (message,) = refusal.value.messages
    assert message.startswith(f"{activity.reference}: ")
    assert message.endswith(gap)
    assert {(fault.model, fault.pk) for fault in refusal.value.faults} == {(type(row), row.pk)}
    assert everything() == before


@pytest.mark.parametrize("loss", ["its purpose, retired", "the tool of a transfer"])
def test_an_approved_entry_does_not_lose_at_once(activity, before, loss):
    row, fields = LOSSES[loss][0](activity)
    for name, value in fields.items():
        setattr(row, name, value)
    with (
        pytest.raises(Faults, match=activity.reference),
        recorded(by="test", reason="Many changes"),
    ):
        type(row).objects.change_all([row], fields)
    assert everything() == before


def acme():
    return Processor.objects.get(name="Acme")


LINKS = {
    "its data subjects": lambda activity: activity.data_subjects.clear,
    "its data, from the other side": (
        lambda activity: partial(activity.data_categories.get().activities.remove, activity)
    ),
    "the place of a processor": (
        lambda activity: partial(acme().processing_countries.add, country("IN"))
    ),
    "the place of a processor, from the other side": (
        lambda activity: partial(country("IN").processing_processors.add, acme())
    ),
}


@pytest.mark.parametrize("loss", LINKS.values(), ids=LINKS)
def test_an_approved_entry_does_not_lose_by_a_link(activity, before, loss):
    unlink = loss(activity)
    with (
        pytest.raises(Faults, match=f"^\\['{activity.reference}: "),
        recorded(by="test", reason="A change"),
    ):
        unlink()
    assert everything() == before


NEW_PARTS = {
    "a recipient without a transfer": lambda activity: Engagement(
        activity=activity,
        processor=Processor.objects.get(name="Bee"),
        role=RecipientRole.PROCESSOR,
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
@pytest.mark.parametrize("part", NEW_PARTS.values(), ids=NEW_PARTS)
def test_an_approved_entry_does_not_gain_a_part_with_a_gap(activity, before, part, at_once):
    row = part(activity)
    with (
        pytest.raises(Faults, match=activity.reference),
        recorded(by="test", reason="A new part"),
    ):
        type(row).objects.add_all([row]) if at_once else row.save()
    assert everything() == before


@pytest.mark.once
def test_an_approved_entry_does_not_lose_its_only_contact():
    draft = make_complete_activity()
    contact = make_contact(organisation=draft.organisation)
    with recorded(by="test", reason="Only by e-mail"):
        draft.organisation.address = ""
        draft.organisation.save()
    lifecycle.approve(draft, by="test", reason="Checked", **SEEN_TO)
    with (
        pytest.raises(Faults, match="No contact details"),
        recorded(by="test", reason="It ends"),
    ):
        save(contact, ends_on=date(2018, 7, 17))


@pytest.mark.once
def test_the_representative_can_go_when_somebody_follows_or_the_reason_is_said():
    draft = make_complete_activity()
    office = {"organisation": draft.organisation, "role": AppointmentRole.REPRESENTATIVE_UNION}
    person = make_person(email="representative@example.org")
    appointment = make_appointment(**office, person=person)
    with recorded(by="test", reason="Overseas"):
        save(draft.organisation, country=country("US"))
    lifecycle.approve(draft, by="test", reason="Checked", **SEEN_TO)
    end, start = date(2018, 7, 17), date(2018, 7, 18)
    with (
        pytest.raises(Faults, match="No representative in the Union"),
        recorded(by="test", reason="Resigned"),
    ):
        save(appointment, ends_on=end)
    with recorded(by="test", reason="Resigned"):
        save(appointment, ends_on=end)
        Appointment.objects.create(
            **office, starts_on=start, no_representative=NoRepresentative.NOT_SUBJECT
        )
    assert draft.organisation.appointments.count() == 3


# What stays possible

OPENED = {
    "its owner": (
        lambda activity: (activity, {"owner": ""}),
        "No owner is recorded. (5(2), 24(1))",
    ),
    "its measure": (
        lambda activity: (activity.own_measures.get(), {"ends_on": date(2018, 7, 17)}),
        "No security measures are recorded. (30(1)(g))",
    ),
    "its time limit": (
        lambda activity: (RetentionRule.objects.get(), {"retired_on": date(2018, 7, 17)}),
        "No time limit for erasure is recorded. (30(1)(f))",
    ),
    "the kind of its data": (
        lambda activity: (activity.data_categories.get(), {"kind": DataKind.CRIMINAL}),
        "does not name the law that allows data on offences. (10)",
    ),
}


@pytest.mark.once
@pytest.mark.parametrize(("loss", "gap"), OPENED.values(), ids=OPENED)
def test_what_the_law_asks_of_the_processing_may_become_an_open_finding(activity, loss, gap):
    row, fields = loss(activity)
    with recorded(by="test", reason="It is so"):
        save(row, **fields)
    (found,) = [found for found in gaps(activity) if str(found).endswith(gap)]
    assert (found.blocks_approval, found.answer) == (False, None)


@pytest.mark.once
def test_a_purpose_may_lose_its_basis_and_the_entry_says_so(activity):
    with recorded(by="test", reason="It was none"):
        legal_basis("6(1)(b)").purposes.remove(activity.purposes.get())
    assert "6(1), 13(1)(c)" in [gap.article for gap in gaps(activity)]


def test_what_is_missing_can_be_replaced_in_the_same_block(activity):
    purpose = activity.purposes.get()
    basis = legal_basis("6(1)(c)")
    with recorded(by="test", reason="Another purpose"):
        save(purpose, retired_on=date(2018, 7, 17))
        new = Purpose.objects.create(activity=activity, text="Account", law="Code of taxes")
        new.legal_bases.add(basis)
    assert activity.purposes.in_use().get() == new


@pytest.mark.once
def test_a_gap_that_does_not_block_approval_may_come_about(activity):
    with recorded(by="test", reason="She left"):
        save(activity.organisation.appointments.get(), ends_on=date(2018, 7, 17))
    assert [gap.article for gap in gaps(activity)][:2] == ["37, 30(1)(a)", "28(3)"]


@pytest.mark.once
def test_a_member_abroad_under_instruction_leaves_no_gap(activity):
    board = activity.engagements.get(body__name="Board").body
    known = gaps(activity)
    with recorded(by="test", reason="A new member"):
        Seat.objects.create(body=board, designation="Secretary", country=country("IN"))
    assert gaps(activity) == known


def gaps(activity):
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return gaps_in(activity, timezone.localdate())


@pytest.mark.once
@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.RETIRED])
def test_other_entries_may_have_gaps(activity, state):
    step = lifecycle.reopen if state == ActivityState.DRAFT else lifecycle.retire
    step(activity, by="test", reason="No more")
    with recorded(by="test", reason="No more"):
        save(Purpose.objects.get(), retired_on=date(2018, 7, 17))
        save(acme(), country=country("IN"))
    assert stored(activity).state == state


@pytest.mark.once
def test_what_the_law_changes_is_recorded_and_shows_as_a_gap(activity):
    shield = make_adequacy_decision(country=country("US"), valid_from=date(2016, 7, 12))
    with recorded(by="test", reason="On the list"):
        save(
            Transfer.objects.get(body=None),
            tool=TransferTool.ADEQUACY,
            adequacy_decision=shield,
            evidence="Checked",
        )
    with recorded(by="test", reason="Schrems II"):
        save(shield, valid_until=date(2020, 7, 16))
    message = "The decision for the transfer to Acme in United States is not in force."
    assert f"{message} (30(1)(e), 44)" in [str(gap) for gap in gaps(activity)]
    assert stored(activity).state == ActivityState.CHANGED  # the transfer is another one


def test_an_entry_cannot_be_made_approved_by_hand():
    activity = make_activity()
    with (
        pytest.raises(Faults, match="No purpose is recorded"),
        recorded(by="test", reason="Skip the step"),
    ):
        save(activity, state=ActivityState.APPROVED)
    activity.refresh_from_db()
    assert activity.state == ActivityState.DRAFT


@pytest.mark.once
def test_the_check_of_many_parts_takes_no_more_queries_than_that_of_one(activity):
    with one_block():
        rows = [make_purpose(activity=make_activity()) for _ in range(3)]
    mine = activity.purposes.get()
    _queries_to_change([mine])  # from here on the entry is known to have changed
    one, many = (_queries_to_change(purposes) for purposes in ([mine], [mine, *rows]))
    assert many == one


def _queries_to_change(purposes):
    with CaptureQueriesContext(connection) as queries, recorded(by="test", reason="A remark"):
        Purpose.objects.change_all(purposes, ["remarks"])
    return len(queries)


@pytest.mark.once
def test_an_entry_is_read_once_whatever_of_it_was_written(activity):
    rows = [activity, activity.organisation, activity.purposes.get(), acme()]
    with CaptureQueriesContext(connection) as queries, recorded(by="test", reason="A remark"):
        for row in rows:
            save(row, remarks="Seen")
    measures = [query for query in queries if 'FROM "registry_measureinplace"' in query["sql"]]
    assert len(measures) == 1
