"""A register with as many versions of processors as are asked for, each with a day of its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)  # the first version; then one each second
FIRST = date(2020, 1, 1)
DAYS, STRIDE = 1_999, 7_919  # primes: so each row is told of days all over the years
LISTED = 50
WHO = {"by": "benchmark", "reason": "Many versions"}
# The versions in the order of writing: all rows once, then all again.
COUNTED = (
    "WITH RECURSIVE n(i) AS"
    " (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
)


@dataclass(frozen=True)
class Size:
    """So many rows, and so many versions of each."""

    rows: int
    each: int

    @property
    def versions(self) -> int:
        return self.rows * self.each

    def day(self, share: float) -> date:
        return FIRST + timedelta(days=int(DAYS * share))

    def moment(self, share: float) -> datetime:
        return BEGAN + timedelta(seconds=self.versions * share)


def fill(size: Size) -> None:
    """In place of what was there before. Some of the processors are on the public list."""
    from django.db import connection, transaction

    from registry.models import Engagement, Processor

    sample, activity = _sample()
    with transaction.atomic(), connection.cursor() as cursor:
        _empty(cursor, [Engagement, Processor])
        _add_versions(cursor, size, sample)
        _add_rows(cursor, size)
        _add_links(cursor)
    _list(activity, min(LISTED, size.rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _sample() -> tuple[dict, object]:
    """A version from which the others differ in a few columns, and the activity for all."""
    from django.core.management import call_command

    from registry.models import Country, Organisation, ProcessingActivity, Processor
    from registry.records.history import recorded

    if not Processor.history.exists():
        call_command("load_terms", verbosity=0)
        with recorded(**WHO, since=FIRST):
            organisation = Organisation.objects.create(name="Example")
            ProcessingActivity.objects.create(organisation=organisation, name="A", reference="A")
            processor = Processor.objects.create(
                name="Sample", is_public=True, country=Country.objects.get(code="BE")
            )
            processor.processing_countries.set(Country.objects.filter(code="BE"))
    sample = Processor.history.model.objects.values().first()
    return sample, ProcessingActivity.objects.get()


def _add_versions(cursor, size: Size, sample: dict) -> None:
    from django.db import connection

    from registry.models import Processor

    version = Processor.history.model
    is_postgresql = connection.vendor == "postgresql"
    changed = {
        "history_id": "i + 1",
        "id": f"i %% {size.rows} + 1",
        "name": "'Processor ' || i",
        "legal_name": "'Version ' || i",
        "history_date": _moment(is_postgresql),
        "holds_from": _day(is_postgresql, size.rows),
    }
    columns = list(version._meta.concrete_fields)
    values = {field: changed.get(field.column, "%s") for field in columns}
    constant = [field for field in columns if values[field] == "%s"]
    numbers = COUNTED.format(last=size.versions - 1)
    cursor.execute(
        f"INSERT INTO {_table(version)} ({_columns(columns)}) {numbers}"
        f" SELECT {', '.join(values.values())} FROM n",
        [field.get_db_prep_save(sample[field.attname], connection) for field in constant],
    )


def _moment(is_postgresql: bool) -> str:
    if is_postgresql:
        return f"timestamptz '{BEGAN.isoformat()}' + i * interval '1 second'"
    return f"datetime('{BEGAN:%Y-%m-%d}', '+' || i || ' seconds')"


def _day(is_postgresql: bool, rows: int) -> str:
    """The first version of a row holds from the beginning."""
    days = f"(i * {STRIDE}) %% {DAYS}"
    day = f"date('{FIRST}', '+' || ({days}) || ' days')"
    if is_postgresql:
        day = f"date '{FIRST}' + CAST({days} AS integer)"
    beginning = "date '0001-01-01'" if is_postgresql else "'0001-01-01'"
    return f"CASE WHEN i < {rows} THEN {beginning} ELSE {day} END"


def _add_rows(cursor, size: Size) -> None:
    """Each row says what the latest of its states says."""
    from registry.models import Processor

    versions, columns = _table(Processor.history.model), Processor._meta.concrete_fields
    cursor.execute(
        f"INSERT INTO {_table(Processor)} ({_columns(columns)})"
        f" {COUNTED.format(last=size.rows - 1)} SELECT {_columns(columns, 'version.')} FROM n"
        f" JOIN {versions} AS version ON version.history_id = (SELECT history_id"
        f" FROM {versions} AS state WHERE state.id = i + 1"
        " ORDER BY holds_from DESC, history_id DESC LIMIT 1)"
    )


def _add_links(cursor) -> None:
    """One country for each row, and for each version."""
    from registry.models import Country, Processor
    from registry.records.versioning import RegisterHistory

    many = Processor._meta.get_field("processing_countries")
    here, there = many.m2m_column_name(), many.m2m_reverse_name()
    country = Country.objects.get(code="BE").pk
    cursor.execute(
        f"INSERT INTO {_table(many.remote_field.through)} (id, {here}, {there})"
        f" SELECT id, id, {country} FROM {_table(Processor)}"
    )
    cursor.execute(
        f"INSERT INTO {_table(RegisterHistory.m2m_models[many])}"
        f" (m2m_history_id, id, {here}, {there}, history_id)"
        f" SELECT history_id, id, id, {country}, history_id FROM {_table(Processor.history.model)}"
    )


def _list(activity, count: int) -> None:
    from registry.models import Engagement
    from registry.records.history import recorded

    with recorded(**WHO, since=FIRST):
        Engagement.objects.add_all(
            Engagement(
                activity=activity,
                processor_id=number,
                role="processor",
                service="Hosting",
                listed_from=FIRST,
            )
            for number in range(1, count + 1)
        )


def _empty(cursor, models: list) -> None:
    """Nothing here is evidence, and the guards of the tables would let nothing in or out."""
    from django.db import connection

    from registry.records.versioning import RegisterHistory

    tables = []
    for model in models:
        for many in model._meta.local_many_to_many:
            tables += [RegisterHistory.m2m_models[many], many.remote_field.through]
        tables += [model.history.model, model]
    for table in map(_table, tables):
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {table} CASCADE")
            continue
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        cursor.execute(triggers, [table.strip('"')])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(f"DELETE FROM {table}")


def _table(model) -> str:
    from django.db import connection

    return connection.ops.quote_name(model._meta.db_table)


def _columns(fields, prefix: str = "") -> str:
    return ", ".join(prefix + field.column for field in fields)
