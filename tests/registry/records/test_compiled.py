"""Questions that are compiled once: the same answers as the ORM gives, about whichever rows."""

import pytest
from django.db import IntegrityError, connection

from registry.models import Processor
from registry.records.compiled import answers, insert
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
