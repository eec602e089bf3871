"""What words find, the best of each table first: one question, however much there is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Length, RowNumber

from registry.models import ProcessingActivity
from registry.searching.entries import SearchEntry
from registry.searching.index import FTS, KNOWN, LINES, VECTOR
from registry.searching.words import words_in
from registry.vocabulary import IN_APPROVAL

# Of each table; its list has the others.
SHOWN = 10
# Of a single word: nearly everything has one that begins with a given letter.
FEWEST_LETTERS = 2


@dataclass
class Found:
    """The best of one table, and how many there are."""

    table: str
    total: int
    rows: list[SearchEntry] = field(default_factory=list)

    @property
    def is_exact(self) -> bool:
        return any(row.distance == 0 for row in self.rows)


class _Holds(Func):
    """Whether a line has words that begin like each of these."""

    output_field = BooleanField()

    def __init__(self, words: Collection[str]):
        self.looked_for = tuple(words)
        super().__init__(F("pk"), F("words"))

    def as_sqlite(self, compiler, connection, **context):
        key, params = compiler.compile(self.source_expressions[0])
        # Quoted: a word may be one of the language of the index.
        asked = " AND ".join(f'"{word}" *' for word in self.looked_for)
        of_index = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608
        # Of those few that wait each is looked at.
        holds = " AND ".join(["instr(' ' || words, %s) > 0"] * len(self.looked_for))
        waiting = f"SELECT id FROM {LINES} WHERE id > {KNOWN} AND {holds}"  # noqa: S608
        begin = [f" {word}" for word in self.looked_for]
        return f"{key} IN ({of_index} UNION ALL {waiting})", [*params, asked, *begin]

    def as_postgresql(self, compiler, connection, **context):
        words, params = compiler.compile(self.source_expressions[1])
        asked = " & ".join(f"'{word}':*" for word in self.looked_for)
        return f"{VECTOR.format(words=words)} @@ %s::tsquery", [*params, asked]


def too_short(words: Collection[str]) -> bool:
    return len(words) == 1 and all(len(one) < FEWEST_LETTERS and one.isascii() for one in words)


def find(text: str, tables: Collection[str], *, with_drafts: bool) -> list[Found]:
    """Rows of these tables that have all words of the text, or words that begin like them.

    The tables come in their order, but first those with a row that is called so. Without drafts,
    nothing is found that belongs to an activity which is not in force.
    """
    words = list(dict.fromkeys(words_in(text)))
    if not words or too_short(words):
        return []
    lines = SearchEntry.objects.filter(_Holds(words), table__in=tables)
    if not with_drafts:
        approved = ProcessingActivity.objects.filter(state__in=IN_APPROVAL).order_by()
        lines = lines.filter(Q(activity_id=None) | Q(activity_id__in=approved.values("pk")))
    activity = ProcessingActivity.objects.filter(pk=OuterRef("activity_id")).order_by()
    lines = lines.annotate(of=Subquery(activity.values("reference")[:1]))
    found = _by_table(_best(lines, words))
    places = {table: place for place, table in enumerate(tables)}
    return sorted(found, key=lambda kind: (not kind.is_exact, places[kind.table]))


def _best(lines: QuerySet, words: list[str]) -> QuerySet:
    """Called so; called so and more; so in its name; so in what it says. What is retired is last"""
    name = " ".join(words)
    in_name = Q()
    for word in words:
        in_name &= Q(name__startswith=word) | Q(name__contains=f" {word}")
    lines = lines.annotate(
        distance=Case(
            When(name=name, then=Value(0)),
            When(name__startswith=name, then=Value(1)),
            When(in_name, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
    )
    order = [F("is_retired").asc(), F("distance").asc(), Length("name").asc(), F("row_id").asc()]
    of_table = [F("table")]
    lines = lines.annotate(
        place=Window(RowNumber(), partition_by=of_table, order_by=order),
        total=Window(Count("pk"), partition_by=of_table),
    )
    return lines.filter(place__lte=SHOWN).order_by(*order)


def _by_table(lines: Iterable[SearchEntry]) -> list[Found]:
    found: dict[str, Found] = {}
    for line in lines:
        found.setdefault(line.table, Found(line.table, line.total)).rows.append(line)
    return list(found.values())
