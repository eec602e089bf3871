"""By when an authority has to know of a breach: Article 33(1)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from requests_app.deadlines.calendars import NO_CALENDAR
from requests_app.deadlines.due_dates import Deadline
from requests_app.deadlines.periods import PERIODS, UNION, Duty, Period, Unit, needed_period
from requests_app.deadlines.questions import DeadlineError
from requests_app.deadlines.wording import moment_in_words

BREACH_RULE = "33(1)"


def breach_deadline(
    aware_at: datetime, *, jurisdiction: str = UNION, periods: Sequence[Period] = PERIODS
) -> Deadline:
    """The moment by which the authority must know of a breach; no weekend moves it.

    Article 3(5) of Regulation 1182/71 might stretch the hours over a weekend. That is disputed,
    so the plain hours are shown.
    """
    if aware_at.utcoffset() is None:
        raise DeadlineError(_("The time of awareness needs a time zone."))
    on = aware_at.date()
    period = needed_period(periods, Duty.BREACH_AUTHORITY, on=on, jurisdiction=jurisdiction)
    if period.unit != Unit.HOURS:
        raise DeadlineError(_("The period to report a breach is not in hours. Enter hours."))
    # Counted in UTC: inside the zone the hour of a change to summer time would be lost.
    due = (aware_at.astimezone(UTC) + timedelta(hours=period.amount)).astimezone(aware_at.tzinfo)
    return Deadline(
        start=aware_at,
        raw=due,
        due=due,
        rule=BREACH_RULE,
        calendar=str(NO_CALENDAR),
        steps=(
            _("aware on {moment}").format(moment=moment_in_words(aware_at)),
            _("{period}, including weekends and holidays").format(period=period),
            moment_in_words(due),
        ),
    )
