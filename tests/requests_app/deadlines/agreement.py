"""Random cases on which the due dates of the register and those of a walk over the days differ."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from requests_app.deadlines.breaches import breach_deadline
from requests_app.deadlines.calendars import calendar
from requests_app.deadlines.due_dates import (
    answer_deadline,
    complaint_deadline,
    notice_deadline,
    other_deadline,
)
from requests_app.deadlines.periods import Duty, Period, Unit
from requests_app.deadlines.questions import Need, Question, Rule
from requests_app.deadlines.receipt import day_there
from tests.requests_app.deadlines import walk

ZONES = ["UTC", "Europe/Berlin", "America/Chicago", "Asia/Tokyo", "Australia/Lord_Howe"]
# Data Protection Act 2018, section 164A.
ACKNOWLEDGED_FROM = date(2026, 6, 19)


def disagreements(cases: int, seed: int) -> list[tuple]:
    """Those among so many random cases on which the two computations differ."""
    chance, found = random.Random(seed), []
    for _number in range(cases):
        received, rule, code, asked, is_extended = walk.case(chance)
        terms = {"rule": Rule(rule), "calendar": calendar(code)}
        terms["questions"] = [Question(Need(need), *days) for need, *days in asked]
        answer = answer_deadline(received, is_extended=is_extended, **terms).due
        notice = notice_deadline(received, **terms).due
        expected = walk.due(received, rule, code, asked, amount=3 if is_extended else 1)
        told = walk.due(received, rule, code, asked if rule == "ico" else [])
        if (answer, notice) != (expected, told):
            found.append((received, rule, code, asked, is_extended, answer, expected))
    return found


def other_disagreements(cases: int, seed: int) -> list[tuple]:
    """The same for periods of days and working days, moved and not."""
    chance, found = random.Random(seed), []
    for _number in range(cases):
        received, rule, code, _asked, is_moved = walk.case(chance)
        unit = chance.choice([Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS])
        period = Period(
            duty=Duty.COMPLAINT, amount=chance.randrange(1, 46), unit=unit, is_moved=is_moved
        )
        due = other_deadline(
            Duty.COMPLAINT, received, calendar=calendar(code), periods=[period]
        ).due
        terms = {"amount": period.amount, "unit": str(unit), "is_moved": is_moved}
        expected = walk.due(received, rule, code, [], **terms)
        if due != expected:
            found.append((received, code, period, due, expected))
    return found


def disagreements_about_complaints(cases: int, seed: int) -> list[tuple]:
    """The days of complaints by what ships: acknowledged, answered, told of by the authority."""
    chance, found = random.Random(seed), []
    for _number in range(cases):
        received, rule, code, _asked, _is_extended = walk.case(chance)
        terms = {"rule": Rule(rule), "calendar": calendar(code)}
        acknowledged = other_deadline(Duty.COMPLAINT, received, **terms)
        counted = (
            acknowledged and acknowledged.due,
            complaint_deadline(received, **terms).due,
            other_deadline(Duty.AUTHORITY_INFORMS, received, **terms).due,
        )
        thirty = rule == "ico" and received >= ACKNOWLEDGED_FROM
        expected = (
            walk.due(received, rule, code, [], amount=30, unit="days") if thirty else None,
            walk.due(received, rule, code, []),
            walk.due(received, rule, code, [], amount=3),
        )
        if counted != expected:
            found.append((received, rule, code, counted, expected))
    return found


def disagreements_about_receipt(cases: int, seed: int) -> list[tuple]:
    """The day of a message by its zone, and by the minutes that the zone is ahead of UTC."""
    chance, found = random.Random(seed), []
    for _number in range(cases):
        zone = chance.choice(ZONES)
        moment = datetime(2018, 5, 25, tzinfo=UTC) + timedelta(minutes=chance.randrange(5_000_000))
        ahead = ZoneInfo(zone).utcoffset(moment.astimezone(ZoneInfo(zone)))
        minutes = (moment - datetime(1970, 1, 1, tzinfo=UTC) + ahead) // timedelta(minutes=1)
        expected = date(1970, 1, 1) + timedelta(days=minutes // (24 * 60))
        if day_there(moment, zone) != expected:
            found.append((moment, zone, expected))
    return found


def disagreements_about_breaches(cases: int, seed: int) -> list[tuple]:
    """72 strokes of a clock after awareness, in zones with and without summer time."""
    chance, found = random.Random(seed), []
    for _number in range(cases):
        zone = ZoneInfo(chance.choice(ZONES))
        moment = datetime(2018, 5, 25, tzinfo=UTC) + timedelta(minutes=chance.randrange(5_000_000))
        aware_at = moment.astimezone(zone)
        for _hour in range(72):
            moment += timedelta(minutes=60)
        due = breach_deadline(aware_at).due
        if (due, due.utcoffset()) != (moment, moment.astimezone(zone).utcoffset()):
            found.append((aware_at, due, moment))
    return found
