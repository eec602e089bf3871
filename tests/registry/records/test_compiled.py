"""What is compiled once asks and writes the same as the ORM does, of whichever rows."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.db.models import Value
from django.db.models.functions import Lower, Upper

from registry.models import Processor
from registry.records.compiled import add_row, answers, insert
from registry.records.history import recorded
from registry.records.names.buckets import NameBucket
from tests.support import factories

pytestmark = pytest.mark.django_db


def names(model, pks):
    return model.objects.filter(pk__in=pks).order_by("pk").values_list("pk", "name")


def names_twice(model, pks):
    first, second = (model.objects.filter(pk__in=pks).order_by() for _time in range(2))
    return first.values_list("name").union(second.values_list("name"))


@pytest.fixture
def processors():
    return [factories.make_processor(name=f"Processor {number}") for number in range(3)]


def test_the_answers_are_those_of_the_orm(processors):
    pks = [row.pk for row in processors[1:]]
    assert answers(names, Processor, pks) == list(names(Processor, pks))


def test_a_compiled_question_is_asked_about_other_rows(processors):
    first, second, _third = processors
    assert answers(names, Processor, [first.pk]) == [(first.pk, first.name)]
    assert answers(names, Processor, [second.pk]) == [(second.pk, second.name)]


def test_ids_may_be_a_set_and_be_named_twice(processors):
    found = answers(names_twice, Processor, {row.pk for row in processors})
    assert sorted(found) == [(row.name,) for row in processors]


def test_about_no_rows_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert answers(names, Processor, []) == []


def test_what_a_save_writes_is_what_the_orm_would_write():
    said = {"legal_name": "A “B” %s", "absences": {"website": "none"}, "is_public": True}
    with recorded(by="test", reason="A save"):
        row = Processor.objects.create(name="Saved", country=factories.country("DE"), **said)
    found = Processor.objects.get(name="Saved")
    assert {name: getattr(found, name) for name in [*said, "country", "first_day"]} == {
        **said,
        "country": factories.country("DE"),
        "first_day": row.first_day,
    }
    with recorded(by="test", reason="A save"):
        found.country, found.retired_on, found.is_public = None, date(2026, 1, 2), False
        found.save()
    found.refresh_from_db()
    assert (found.country, found.retired_on, found.is_public) == (None, date(2026, 1, 2), False)


def test_a_save_writes_those_fields_alone_that_it_is_to_write(processors):
    row, *_others = processors
    with recorded(by="test", reason="A save"):
        row.legal_name, row.remarks = "Written", "Not written"
        row.save(update_fields=["legal_name"])
    row.refresh_from_db()
    assert (row.legal_name, row.remarks) == ("Written", "")


def test_what_is_said_by_an_expression_is_left_to_the_orm(processors):
    row, *_others = processors
    with recorded(by="test", reason="A save"):
        row.legal_name = Upper("name")
        row.save()
        Processor.objects.create(name=Lower(Value("ABC")))
    row.refresh_from_db()
    assert row.legal_name == row.name.upper()
    assert Processor.objects.filter(name="abc").exists()


def test_a_row_that_is_not_there_is_not_changed(processors):
    row, *_others = processors
    row.pk = 0
    with recorded(by="test", reason="A save"), pytest.raises(DatabaseError, match="did not affect"):
        row.save(force_update=True)
    assert add_row(Processor, [(Processor._meta.get_field("name"), Lower(Value("A")))]) is None


def test_rows_are_put_in_as_they_are_and_doubles_left_out_where_they_may_be():
    columns = ("table", "row_id", "bucket")
    with connection.cursor() as cursor:
        insert(cursor, NameBucket, columns, [("a", 1, 2), ("b", 1, 2)])
        insert(cursor, NameBucket, columns, [("b", 1, 2), ("c", 1, 2)], or_leave=True)
        assert [*NameBucket.objects.order_by("pk").values_list(*columns)] == [
            ("a", 1, 2),
            ("b", 1, 2),
            ("c", 1, 2),
        ]
        with pytest.raises(IntegrityError):
            insert(cursor, NameBucket, columns, [("c", 1, 2)])
