"""How access and engagements go on with a successor, the day after they ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.models import AccessGrant, Country, Engagement, Person, Processor, Seat, Transfer
from registry.records.model import RegisterModel
from registry.records.rules import constraints_in_words
from registry.vocabulary import EngagementState

LONGEST = AccessGrant._meta.get_field("reference").max_length


@dataclass(frozen=True, kw_only=True)
class Successor:
    """Who follows: in a seat somebody else, or another seat; after a processor another one."""

    person: Person | None = None
    country: Country | None = None  # from which the person will see the data
    seat: Seat | None = None
    processor: Processor | None = None


def hand_over(
    row: RegisterModel, ended: Iterable[RegisterModel], to: Successor, *, on: date, today: date
) -> None:
    """What ended begins again for the successor. Agreements and transfers do not: they are made
    anew, with whoever follows. Raises ValidationError where the successor does not fit.
    """
    if isinstance(row, Seat):
        seat = _next_seat(row, to, on)
        for grant in ended:
            if isinstance(grant, AccessGrant) and grant.seat_id == row.pk:
                _grant(grant, on, seat=seat)
        return
    before = row if isinstance(row, Processor) else getattr(row, "processor", None)
    if before is None or to.processor is None:
        raise ValidationError(_("Choose a processor that follows, or leave the successor empty."))
    if to.processor == before or to.processor.retired_on:
        raise ValidationError(_("The successor has to be another processor that is in use."))
    for it in [row, *ended]:
        if isinstance(it, Engagement) and it.processor_id == before.pk:
            _engage(it, to.processor, on, today)
        elif isinstance(it, AccessGrant) and it.processor_id == before.pk:
            _grant(it, on, processor=to.processor)


def goes_on(row: RegisterModel, hanging: RegisterModel, to: Successor) -> bool:
    """Whether it does not end after all, because whoever follows needs it as it is."""
    if not isinstance(row, Seat):
        return False
    if isinstance(hanging, Transfer):
        country = to.country or (to.seat.country if to.seat else None)
        return country == hanging.country
    return isinstance(hanging, AccessGrant) and hanging.body_id is not None


def _next_seat(seat: Seat, to: Successor, on: date) -> Seat:
    starts_on = on + timedelta(days=1)
    if bool(to.seat) == bool(to.person):
        raise ValidationError(_("Choose either the person or the seat that follows."))
    if to.seat is None:
        after = Seat(
            body=seat.body,
            designation=seat.designation,
            person=to.person,
            country=to.country,
            starts_on=starts_on,
        )
        with constraints_in_words(Seat):
            after.save()
        return after
    if to.seat == seat or to.seat.body_id != seat.body_id:
        raise ValidationError(_("The seat that follows has to be another seat of the same body."))
    if not Seat.objects.in_force(starts_on).filter(pk=to.seat.pk).exists():
        raise ValidationError(
            _("Nobody holds the seat that follows on {day}.").format(day=date_format(starts_on))
        )
    return to.seat


def _grant(old: AccessGrant, on: date, **to: RegisterModel) -> None:
    """The same access, under a reference of its own, unless the successor has it already."""
    fields = ("body", "seat", "processor", "activity", "system", "level")
    same = {name: getattr(old, name) for name in fields} | to
    starts_on = on + timedelta(days=1)
    if AccessGrant.objects.in_force(starts_on).filter(**same).exists():
        return
    new = AccessGrant(
        **same,
        why=old.why,
        absences=_stated(old, "system", "why"),
        reference=_next_reference(old.reference),
        starts_on=max(starts_on, old.starts_on or starts_on),
    )
    with constraints_in_words(AccessGrant):
        new.save()


def _next_reference(reference: str) -> str:
    """One that has never been used: `AG-1-2`, after `AG-1`."""
    begun = reference[: LONGEST - 6]
    tables = AccessGrant.objects, AccessGrant.history
    used = {
        name
        for table in tables
        for (name,) in table.filter(reference__startswith=begun).values_list("reference")
    }
    endings = (f"-{number}" for number in count(2))
    candidates = (reference[: LONGEST - len(ending)] + ending for ending in endings)
    return next(name for name in candidates if name not in used)


def _engage(old: Engagement, to: Processor, on: date, today: date) -> None:
    """Not onto the public list: that is asked, see `registry.publication.succession`."""
    starts_on = max(on + timedelta(days=1), old.starts_on or date.min)
    same = {
        name: getattr(old, name) for name in ("activity", "role", "service", "sub_processor_of")
    }
    rows = Engagement.objects.not_over(starts_on)
    if rows.filter(processor=to, activity=old.activity, role=old.role, service=old.service):
        return
    new = Engagement(
        **same,
        processor=to,
        is_personal_data=old.is_personal_data,
        starts_on=starts_on,
        state=EngagementState.PLANNED if starts_on > today else EngagementState.ACTIVE,
        absences=_stated(old, "service", "data_categories"),
    )
    with constraints_in_words(Engagement):
        new.save()
    new.data_categories.set(old.data_categories.all())


def _stated(old: RegisterModel, *names: str) -> dict[str, str]:
    return {name: old.absences[name] for name in names if name in old.absences}
