"""Which rows may be called alike: each name that a row has or had lies in one of many buckets.

No database folds names as people read them, and to fold those of a whole table at each save would
take the longer, the more there are. So the bucket of each name is kept when it is written, in a
table beside the register, and a new name is compared with those in its bucket only. A kept folded
text would be a second copy of the name; the number of a bucket is shared by many and tells none.
It only narrows what is read: one too many costs a look, so that former names may stay. What must
not be is one too few: names are put in at each write and by `migrate`, and a redaction puts in anew
what is left. As a column of each table it would be shown, filed, sealed and viewed with the row.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from zlib import crc32

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.compiled import answers, insert
from registry.records.names.folding import fold
from registry.records.personal import NONE

BUCKETS = 1 << 16
# So many rows are looked at at once.
FEW = 500

Naming = tuple[str, ...]


class NameBucket(models.Model):
    """The number of the bucket that a name of a row lies in."""

    personal = {"table": NONE}

    table = models.CharField(pgettext_lazy("of the register", "table"), max_length=100)
    row_id = models.BigIntegerField(_("row"))
    bucket = models.IntegerField(_("bucket"))

    class Meta:
        verbose_name = _("bucket of a name")
        verbose_name_plural = _("buckets of names")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="namebucket_once", fields=["bucket", "table", "row_id"])
        ]
        indexes = [models.Index(name="namebucket_of_row", fields=["table", "row_id"])]

    def __str__(self):
        return f"{self.table} {self.row_id}"


def is_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


@cache
def names_of(model: type[models.Model]) -> list[Naming]:
    """The fields in which no two rows may be alike: the key, and each field that also names one."""
    get = model._meta.get_field
    keys = [model.key] if model.is_typed else []
    keys += [(name,) for name in model.also_by]
    return [key for key in keys if any(is_text(get(name)) for name in key)]


def folding(fields: Iterable[models.Field]) -> Callable[[Iterable], tuple]:
    """Folds the texts among the values of these fields."""
    are_text = [is_text(field) for field in fields]

    def folded(values: Iterable) -> tuple:
        return tuple(
            fold(value) if text and value else value
            for text, value in zip(are_text, values, strict=True)
        )

    return folded


def fields_of(model: type[models.Model], naming: Naming) -> list[models.Field]:
    return [model._meta.get_field(name) for name in naming]


def bucket_of(naming: Naming, fields: list[models.Field], folded: tuple) -> int:
    """The same for what is alike. Of the texts only: databases give dates in ways of their own."""
    texts = [part for field, part in zip(fields, folded, strict=True) if is_text(field)]
    return crc32(repr((naming, texts)).encode()) % BUCKETS


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """All that names its rows, each column once."""
    fields = (field for naming in names_of(model) for field in fields_of(model, naming))
    return tuple(dict.fromkeys(field.attname for field in fields))


def names_by_id(
    model: type[models.Model], naming: Naming, pks: Collection[int]
) -> dict[int, tuple]:
    """How rows are called now, as the database gives it."""
    question = _called(naming)
    found = (row for some in few(pks) for row in answers(question, model, some))
    return {pk: tuple(said) for pk, *said in found}


@cache
def _called(naming: Naming) -> Callable:
    """The question: one for each naming, so that it is compiled once."""

    def question(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
        columns = [field.attname for field in fields_of(model, naming)]
        rows = model._base_manager.filter(pk__in=pks).order_by()
        return rows.values_list("pk", *columns)

    return question


def in_the_same_bucket(model: type[models.Model], buckets: Collection[int]) -> set[int]:
    """The ids of the rows that have or had a name in one of these."""
    table = model._meta.label_lower
    found = (answers(_lying_in, NameBucket, some) for some in few(buckets))
    return {pk for rows in found for its, pk in rows if its == table}


def _lying_in(model: type[NameBucket], buckets: Collection[int]) -> models.QuerySet:
    return model.objects.filter(bucket__in=buckets).values_list("table", "row_id")


def keep(model: type[models.Model], buckets: Iterable[tuple[int, int]]) -> None:
    """Of ids and buckets, those that are not kept yet."""
    table = model._meta.label_lower
    rows = [(table, pk, bucket) for pk, bucket in buckets]
    with connection.cursor() as cursor:
        insert(cursor, NameBucket, ("table", "row_id", "bucket"), rows, or_leave=True)


def keep_again(model: type[models.Model], pks: Collection[int]) -> None:
    """All that rows and their versions call them now, and nothing that a redaction took."""
    if not names_of(model):
        return
    for some in few(pks):
        NameBucket.objects.filter(table=model._meta.label_lower, row_id__in=some).delete()
        keep(model, _all(model, model._base_manager.filter(pk__in=some), id__in=some))


def keep_all(model: type[models.Model]) -> None:
    """Of each row of the table; only those that are missing are written."""
    if not names_of(model):
        return
    kept = set(
        NameBucket.objects.filter(table=model._meta.label_lower).values_list("row_id", "bucket")
    )
    keep(model, _all(model, model._base_manager.all()) - kept)


def _all(model: type[models.Model], rows: models.QuerySet, **only) -> set[tuple[int, int]]:
    """The ids and buckets of what rows and their versions say."""
    found = set()
    versions = model.history.model._base_manager.filter(**only)
    for naming in names_of(model):
        fields = fields_of(model, naming)
        folded, columns = folding(fields), [field.attname for field in fields]
        for names in (rows, versions):
            said = names.order_by().values_list("id", *columns).distinct()
            found |= {(pk, bucket_of(naming, fields, folded(values))) for pk, *values in said}
    return found


def few(numbers: Collection[int]) -> Iterator[list[int]]:
    """As many of them as are looked at at once."""
    numbers = sorted(numbers)
    for start in range(0, len(numbers), FEW):
        yield numbers[start : start + FEW]
