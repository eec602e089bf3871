"""Random histories of honest people: all they do is allowed, and some of it fails."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import models

from registry import lifecycle
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import Body, DataCategory, Organisation, Person, Processor, Seat
from registry.records.events import announce
from registry.records.history import recorded
from registry.records.states.wishes import ALL_ALONG, Since
from registry.resources import TABLES
from registry.vocabulary import BodyKind, DataKind, EventName, RedactionGround
from tests.support.factories import country

TEXTS = [
    *("", " ", "None", "none", "[removed]", "NULL", "0", "'; DROP TABLE x; --", "=1+1", "\\x41"),
    *("Łódź", "Cafe\u0301", "Café", "\u202eright to left", "\U0001f512", "a\nb\r\nc", "\u200b"),
    *('{"a": 1}', "2018-07-17", "x" * 60, "<script>", "\ufeffmark", "ﷺ", "\t", "ẞ"),
]
COUNTRIES = ("US", "DE", "IN", "BE")


class Stop(Exception):
    """Somebody's work came to nothing."""


def text(random: Random) -> str:
    return random.choice(TEXTS)


def name(random: Random) -> str:
    return f"{text(random).strip()} {random.getrandbits(48)}"


def add(random: Random) -> None:
    with _work(random):
        row = Processor.objects.create(name=name(random), legal_name=text(random))
        chosen = random.sample(COUNTRIES, random.randint(0, 3))
        row.processing_countries.set(map(country, chosen))


def change(random: Random) -> None:
    with _work(random):
        row = _any(random, Processor)
        row.location_as_published = text(random)
        row.remarks = text(random)
        row.is_public = random.random() < 0.5
        row.country = random.choice([None, country("US"), country("DE")])
        row.save()


def tell_late(random: Random) -> None:
    """What changed on a day of the past, or was never so."""
    days = [date(2018, 1, 1) + timedelta(days=random.randint(0, 900)), ALL_ALONG]
    with suppress(ValidationError), _work(random, since=random.choice(days)):
        row = _any(random, Processor)
        row.location_as_published = text(random)
        row.country = random.choice([None, country("US"), country("DE")])
        row.save()
        row.processing_countries.set([country(random.choice(COUNTRIES))])


def change_in_the_database(random: Random) -> None:
    with _work(random):
        row = _any(random, Processor)
        row.remarks = models.functions.Concat(models.F("name"), models.Value(text(random)))
        row.save()


def change_links(random: Random) -> None:
    with _work(random):
        row, target = _any(random, Processor), country(random.choice(COUNTRIES))
        match random.randint(0, 3):
            case 0:
                row.processing_countries.add(target)
            case 1:
                row.processing_countries.remove(target)
            case 2:
                row.processing_countries.clear()
            case _:
                target.processing_processors.add(row)


def change_many(random: Random) -> None:
    with _work(random):
        rows = list(Processor.objects.order_by("pk")[:5])
        for row in rows:
            row.privacy_contact = text(random)
        Processor.objects.change_all(rows, ["privacy_contact"])
        Processor.objects.add_all(Processor(name=name(random)) for _ in range(3))


def retire(random: Random) -> None:
    with suppress(ValidationError):
        step = random.choice([lifecycle.retire, lifecycle.restore])
        step(_any(random, Processor), by="somebody", reason="A step")


def appoint(random: Random) -> None:
    with suppress(ValidationError), _work(random):
        host, _new = Organisation.objects.get_or_create(name="Host")
        kind = {"kind": BodyKind.COMMITTEE}
        body, _new = Body.objects.get_or_create(name="Committee", organisation=host, defaults=kind)
        person = Person.objects.create(code=f"P-{random.getrandbits(40)}", name=name(random))
        begin = date(2018, 1, 1) + timedelta(days=random.randint(0, 900))
        Seat.objects.create(
            body=body,
            person=person,
            designation=name(random),
            country=country("US"),
            starts_on=begin,
            ends_on=random.choice([None, begin, begin + timedelta(days=30)]),
        )


def forget(random: Random) -> None:
    person = Person.objects.order_by("?").first()
    if person is None:
        return
    with recorded(by="dpo", reason="Asked for"):
        redact([Target(Person, [person.pk], ["name", "remarks"])], ground=RedactionGround.ERASURE)


def work_within_work(random: Random) -> None:
    with _work(random):
        add(random)
        with suppress(Stop), recorded(by="inner", reason="Inside"):
            add(random)
            raise Stop
        change(random)


def fail(random: Random) -> None:
    with suppress(Stop), _work(random):
        add(random)
        change_links(random)
        announce(EventName.EXPORTED, by="somebody", rows=1)
        raise Stop


def import_a_file(random: Random) -> None:
    rows = "".join(
        f"{random.choice(['ordinary', 'none at all'])},Code{random.getrandbits(30)},Name {line}\n"
        for line in range(random.randint(1, 4))
    )
    sheet = read_sheet("data_categories.csv", f"kind,code,name\n{rows}".encode())
    import_sheets([(TABLES["data_categories"], sheet)], by="import_table", reason="A file")


def note(random: Random) -> None:
    announce(EventName.EXPORTED, by="somebody", table=Processor, filter=text(random), rows=3)


def add_a_term(random: Random) -> None:
    with _work(random):
        DataCategory.objects.create(
            code=f"C{random.getrandbits(40)}", name=name(random), kind=DataKind.ORDINARY
        )


WORKS: list[Callable[[Random], None]] = [
    *(add, change, change, change_links, change_links, change_in_the_database, change_many),
    *(
        tell_late,
        tell_late,
        retire,
        appoint,
        forget,
        work_within_work,
        fail,
        import_a_file,
        note,
        add_a_term,
    ),
]


def live_through(random: Random, works: int) -> None:
    """So many works of one history, in an order of chance."""
    add(random)
    for work in random.choices(WORKS, k=works):
        work(random)


def _work(random: Random, since: Since = None):
    by = random.choice(["ada", "import_table"])
    return recorded(by=by, reason=f"Why: {text(random)}", since=since)


def _any(random: Random, model: type[models.Model]) -> models.Model:
    return random.choice(list(model.objects.order_by("pk")))
