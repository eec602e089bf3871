"""A second computation of due dates, by walking from day to day. It shares nothing with the first.

It knows no months of a library: it walks on until the day with the number that it looks for.
"""

import random
from datetime import date, timedelta

import holidays

DAY = timedelta(days=1)
PROMPT = 14
CODES = ["none", "GB-ENG", "GB-SCT", "GB-NIR", "FR", "DE", "DE-BY", "BE", "US-CA", "ES-CT", "JP"]
NEEDS = ["identity", "authority", "fee", "clarification"]
# What a question does under each rule: restart the period, stop it, or nothing.
DOES = {
    "edpb": {"identity": "stop", "authority": "stop", "clarification": "stop", "fee": None},
    "ico": {"identity": "restart", "authority": "restart", "fee": "restart"}
    | {"clarification": "stop"},
}
_years: dict[tuple[str, int], set[date]] = {}


def rests(day: date, code: str) -> bool:
    if day.strftime("%a") in {"Sat", "Sun"}:
        return True
    if code == "none":
        return False
    if (code, day.year) not in _years:
        country, _dash, part = code.partition("-")
        found = holidays.country_holidays(country, subdiv=part or None, years=[day.year])
        _years[code, day.year] = {each for each in found if each.year == day.year}
    return day in _years[code, day.year]


def months_on(day: date, months: int) -> date:
    """Walks into the month wanted, then to the day number, or to the month's last day."""
    changes, walker = 0, day
    while changes < months:
        changes += (walker + DAY).month != walker.month
        walker += DAY
    while walker.day < day.day and (walker + DAY).month == walker.month:
        walker += DAY
    return walker


def last_day(start: date, amount: int, unit: str, code: str) -> date:
    if unit == "months":
        return months_on(start, amount)
    walker, left = start, amount
    while left:
        walker += DAY
        left -= unit == "days" or not rests(walker, code)
    return walker


def rolled(start: date, day: date, code: str, *, unit: str = "months", amount: int = 1) -> date:
    while rests(day, code):
        day += DAY
    if unit == "days" and amount >= 2:
        while True:
            days = [start + DAY * n for n in range(1, (day - start).days + 1)]
            if sum(not rests(each, code) for each in days) >= 2:
                break
            day += DAY
    return day


def due(received, rule, code, questions, *, amount=1, unit="months", is_moved=True):
    """None while something that stops the period has not come."""
    start, heard, out = received, received, set()
    waits = False

    def ends():
        raw = last_day(start, amount, unit, code) + DAY * sum(day >= start for day in out)
        return rolled(start, raw, code, unit=unit, amount=amount) if is_moved else raw

    for need, asked, answered in sorted(questions, key=lambda question: question[1]):
        does = DOES[rule][need]
        if does is None:
            continue
        must_be_prompt = rule == "edpb" or does == "restart"
        if not waits:
            if must_be_prompt and (asked - heard).days > PROMPT:
                continue
            if asked > ends():
                continue
        if answered is None:
            waits = True
            continue
        heard = max(heard, answered)
        if does == "restart":
            start = max(start, answered)
            continue
        first = asked if rule == "ico" else asked + DAY
        out |= {first + DAY * n for n in range((answered - first).days + 1)}
    return None if waits else ends()


def case(chance: random.Random):
    """What was received when, by whose rule and calendar, with which questions."""
    received = date(2018, 5, 25) + DAY * chance.randrange(365 * 14)
    questions = []
    for need in chance.sample(NEEDS, chance.choice([0, 0, 1, 1, 2, 3])):
        asked = received + DAY * chance.choice([chance.randrange(15), chance.randrange(60)])
        answered = asked + DAY * chance.randrange(60) if chance.random() < 0.9 else None
        questions.append((need, asked, answered))
    rule, code = chance.choice(["edpb", "ico"]), chance.choice(CODES)
    return received, rule, code, questions, chance.random() < 0.3
