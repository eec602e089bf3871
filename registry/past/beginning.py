"""With which day the register begins: before it nothing is on record that anybody entered."""

from datetime import date

from django.db.models import F, Min, Value
from django.db.models.functions import Coalesce

from registry.models import (
    AccessGrant,
    Appointment,
    Body,
    Contact,
    DataProvision,
    Disclosure,
    Engagement,
    GeneralBasis,
    HandlingRule,
    MeasureInPlace,
    Notice,
    Organisation,
    Person,
    ProcessingActivity,
    Processor,
    ProcessorAgreement,
    PromisedRight,
    Purpose,
    RetentionRule,
    Seat,
    Tracker,
    Transfer,
    TransferPromise,
)
from registry.records.model import RegisterModel

# Those first that most likely answer. Words and facts that ship with the register are none.
ENTERED = (
    Organisation, Processor, ProcessingActivity, Body, Person, Notice, Engagement, Purpose,
    RetentionRule, Contact, Appointment, HandlingRule, MeasureInPlace, ProcessorAgreement,
    Transfer, Seat, AccessGrant, Disclosure, Tracker, PromisedRight, GeneralBasis, TransferPromise,
    DataProvision,
)  # fmt: skip


def begins_after(on: date) -> date | None:
    """The day on which the register begins, if that comes after this one. None: it began by then.

    The organisation nearly always answers for all.
    """
    own, *others = (_first_days(model) for model in ENTERED)
    firsts = [day for day in own if day]
    if not firsts or firsts[0] > on:
        firsts += [day for day in others[0].union(*others[1:], all=True) if day]
    first = min(firsts, default=None)
    return first if first and first > on else None


def _first_days(model: type[RegisterModel]):
    """One value, or none where the table is empty."""
    names = [model.since, "first_day" if model.is_lasting else ""]
    fields = [F(name) for name in names if name]
    begin = Coalesce(*fields) if len(fields) > 1 else fields[0]
    rows = model.objects.order_by().annotate(all=Value(1)).values("all")
    return rows.annotate(day=Min(begin)).values_list("day", flat=True)
