"""An approved entry is not left with a gap, whatever is changed and however it is written."""

from datetime import date

import pytest

from registry.base.history import recorded
from registry.base.rules import Faults
from registry.models import (
    Appointment,
    Contact,
    Engagement,
    ProcessingActivity,
    Processor,
    Purpose,
    RetentionRule,
    Seat,
    Transfer,
)
from registry.vocabulary import ActivityState, AppointmentRole, DataKind, TransferTool
from tests.factories import (
    country,
    legal_basis,
    make_activity,
    make_adequacy_decision,
    make_appointment,
    make_approved_activity,
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
)
from tests.tables import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    """Approved: a Belgian controller, one vendor in the USA, a board with a seat there."""
    draft = make_complete_activity()
    shared = {"organisation": draft.organisation, "country": country("US")}
    board = make_body(name="Board")
    make_seat(body=board, designation="Treasurer", country=country("US"))
    acme = make_processor(name="Acme", country=country("US"))
    for importer in ({"body": board}, {"processor": acme}):
        make_engagement(activity=draft, **importer)
        make_transfer(tool=TransferTool.STANDARD_CLAUSES, **shared, **importer)
    return make_approved_activity(draft=draft)


def save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def change_all(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    type(row).objects.change_all([row], list(fields))


# Of the entry itself, and of its parts

LOSSES = {
    "its owner": (
        lambda activity: (activity, {"owner": ""}),
        "No owner answers for the entry. (5(2), 24(1))",
    ),
    "its purpose, retired": (
        lambda activity: (Purpose.objects.get(), {"retired_on": date(2018, 7, 17)}),
        "No purpose is recorded. (30(1)(b))",
    ),
    "its purpose, ended": (
        lambda activity: (Purpose.objects.get(), {"ends_on": date(2018, 7, 17)}),
        "No purpose is recorded. (30(1)(b))",
    ),
    "its purpose, moved to another": (
        lambda activity: (Purpose.objects.get(), {"activity": make_activity()}),
        "No purpose is recorded. (30(1)(b))",
    ),
    "its time limit": (
        lambda activity: (RetentionRule.objects.get(), {"retired_on": date(2018, 7, 17)}),
        "No time limit for erasure is recorded. (30(1)(f))",
    ),
    "the transfer to a new recipient": (
        lambda activity: (
            Engagement.objects.get(recipient="Tax offices"),
            {"recipient": "", "processor": make_processor(name="Bee", country=country("IN"))},
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
        "No representative in the Union is recorded, nor why there is none. (27, 30(1)(a))",
    ),
    "the place of a processor": (
        lambda activity: (Processor.objects.get(), {"country": country("IN")}),
        "No transfer to Acme in India is recorded. (30(1)(e), 44)",
    ),
    "the place of a seat": (
        lambda activity: (Seat.objects.get(), {"country": country("IN")}),
        "No transfer to Board in India is recorded. (30(1)(e), 44)",
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
            {"organisation": make_organisation()},
        ),
        "No transfer to Acme in United States is recorded. (30(1)(e), 44)",
    ),
    "the tool of a transfer": (
        lambda activity: (Transfer.objects.get(body=None), {"tool": TransferTool.NOT_STATED}),
        "The transfer to Acme in United States names no tool. (30(1)(e), 44)",
    ),
    "the kind of its data": (
        lambda activity: (activity.data_categories.get(), {"kind": DataKind.CRIMINAL}),
        "has no law that lets it use data on offences. (10)",
    ),
}


@pytest.mark.parametrize("write", [save, change_all])
@pytest.mark.parametrize(("loss", "gap"), LOSSES.values(), ids=LOSSES)
def test_an_approved_entry_does_not_lose(activity, loss, gap, write):
    row, fields = loss(activity)
    before = everything()
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="A change"):
        write(row, **fields)
    (message,) = refusal.value.messages
    assert message.startswith(f"{activity.reference}: ")
    assert message.endswith(gap)
    assert {(fault.model, fault.pk) for fault in refusal.value.faults} == {(type(row), row.pk)}
    assert everything() == before


LINKS = {
    "its data subjects": lambda activity: activity.data_subjects.clear(),
    "its data, from the other side": lambda activity: activity.data_categories.get().activities.remove(activity),
    "its measures": lambda activity: activity.security_measures.set([]),
    "the basis of its purpose": lambda activity: Purpose.objects.get().legal_bases.clear(),
    "the basis of its purpose, from the other side": (
        lambda activity: legal_basis("6(1)(b)").purposes.remove(Purpose.objects.get())
    ),
    "the place of a processor": lambda activity: Processor.objects.get().processing_countries.add(1, country_pk("IN")),
}
