"""Steps that end a term, access or an engagement, and with it all that hangs on it."""

from collections.abc import Collection
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.access.handing_over import Successor, goes_on, hand_over
from registry.access.hanging import hanging_on
from registry.models import AccessGrant, Engagement, Processor, Seat
from registry.records.ending import (
    ON_RECORD_ONLY_SINCE,
    begin_of,
    end,
    first_day_of,
    is_over,
    last_day_of,
)
from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.records.rules import Fault, Faults, constraints_in_words
from registry.vocabulary import EngagementState

Author = AbstractBaseUser | str
_TOO_EARLY = gettext_lazy(
    "The last day is before the first day, {day}. Choose a later one. If it ended before, correct "
    "its first day first."
)


def is_open(row: RegisterModel) -> bool:
    """Whether it is in use and holds today, or still will."""
    ends_on = last_day_of(row)
    return row.retired_on is None and (ends_on is None or ends_on >= timezone.localdate())


def is_engaged(processor: Processor) -> bool:
    """Whether something of it goes on after today, so that there is something to end."""
    if processor.retired_on:
        return False
    tomorrow = timezone.localdate() + timedelta(days=1)
    own = Q(processor=processor.pk)
    engaged = Engagement.objects.not_over(tomorrow).filter(own | Q(sub_processor_of=processor.pk))
    return engaged.exists() or AccessGrant.objects.not_over(tomorrow).filter(own).exists()


def may_be_confirmed(row: Seat | AccessGrant) -> bool:
    is_unsaid = row.withdrawn_on is None and not row.is_absent("withdrawn_on")
    return is_unsaid and is_over(row, timezone.localdate())


def end_with_all(
    row: RegisterModel,
    *,
    on: date,
    by: Author,
    reason: str,
    closing: Collection[str] | None = None,
    successor: Successor | None = None,
    withdrawn_on: date | None = None,
) -> RegisterModel:
    """End a row after a day, together with what hangs on it: all of it, or the keys in `closing`.

    For a `successor` what can be handed over begins again the day after. `withdrawn_on`: on which
    day somebody made sure that the access is gone. A processor itself stays in use.

    Raises ValidationError where the day, the successor or the row does not fit, or where what is
    left open may not be; with the rows that are at fault where it is before their first day.
    """
    with recorded(by=by, reason=reason):
        row = type(row).objects.get(pk=row.pk)
        today = timezone.localdate()
        if not is_open(row):
            raise ValidationError(_("It has ended already."))
        if on >= today and not row.until and not isinstance(row, Processor):
            raise ValidationError(
                _("It is out of use from the day after. Enter a last day before today.")
            )
        ends_on = last_day_of(row)
        if ends_on and on > ends_on:
            raise ValidationError(
                _("It ends on {day} already. Choose a day up to then.").format(
                    day=date_format(ends_on)
                )
            )
        _refuse_days_to_come(withdrawn_on, today)
        hanging = hanging_on(row, today, on=on)
        chosen = [it.row for it in hanging if closing is None or it.key in closing]
        if successor:
            chosen = [it for it in chosen if not goes_on(row, it, successor)]
        ended = [it for it in [row, *chosen] if not isinstance(it, Processor)]
        _refuse_days_before_the_first(row, ended, on, today)
        for it in ended:
            if not is_over(it, on):
                _end(it, on, today, withdrawn_on)
        if successor:
            hand_over(row, chosen, successor, on=on, today=today)
    return row


def confirm_withdrawn(
    row: Seat | AccessGrant, *, on: date, by: Author, reason: str
) -> Seat | AccessGrant:
    """Somebody made sure that the access is gone; of a seat, all that was granted to it.

    Raises ValidationError where it has not ended, or is confirmed, and for a day to come.
    """
    with recorded(by=by, reason=reason):
        row = type(row).objects.get(pk=row.pk)
        if not may_be_confirmed(row):
            raise ValidationError(_("It has not ended yet, or its withdrawal is confirmed."))
        _refuse_days_to_come(on, timezone.localdate())
        grants = row.access_grants.filter(withdrawn_on=None) if isinstance(row, Seat) else ()
        for it in [row, *filter(may_be_confirmed, grants)]:
            it.withdrawn_on = on
            it.save()
    return row


def _refuse_days_before_the_first(
    row: RegisterModel, ended: Collection[RegisterModel], on: date, today: date
) -> None:
    """It would hold on no day, and the public lists of the days since would lose it.

    What hangs on the row and has a first day of its own after that never begins; see `end`.
    """
    faults = []
    for it in ended:
        own, begins = first_day_of(it), begin_of(it)
        never_begins = it != row and own and (own > today or not isinstance(it, Engagement))
        if begins is None or begins <= on or never_begins:
            continue
        told = _TOO_EARLY if own else ON_RECORD_ONLY_SINCE
        told = str(told).format(day=date_format(begins))
        told = told if it == row else f"{it.headline}: {told}"
        faults.append(Fault(type(it), it.pk, it.since or "first_day", told))
    if faults:
        raise Faults(faults)


def _refuse_days_to_come(day: date | None, today: date) -> None:
    if day and day > today:
        raise ValidationError(
            _("This day is in the future. Confirm the withdrawal when it is done.")
        )


def _end(row: RegisterModel, on: date, today: date, withdrawn_on: date | None) -> None:
    end(row, on, today)
    if isinstance(row, Engagement):
        _leave_the_public_list(row, on)
        if row.ends_on and row.ends_on <= today:
            row.state = EngagementState.ENDED
    if withdrawn_on and isinstance(row, Seat | AccessGrant):
        row.withdrawn_on = withdrawn_on
    with constraints_in_words(type(row)):
        row.save()


def _leave_the_public_list(row: Engagement, on: date) -> None:
    if row.listed_from and row.listed_from > on:
        row.listed_from = row.listed_until = None
    elif row.listed_from and (row.listed_until is None or row.listed_until > on):
        row.listed_until = on
