"""Rows that came in one question for several tables are as those that the ORM reads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import Processor, Purpose
from registry.records.timeline.tables import answers, columns_of, row_of
from tests.requests_app.factories import make_message, make_request
from tests.support import factories

pytestmark = pytest.mark.django_db

MADE = [
    lambda: factories.make_activity(absences={"owner": "not applicable: “nobody” \\ yet"}),
    lambda: factories.make_processor(legal_name='Ünï "code"\n=1', is_public=True),
    factories.make_transfer,
    factories.make_retention_rule,
    factories.make_access_grant,
    make_request,
    make_message,
]


@pytest.mark.parametrize("make", MADE)
def test_rows_and_versions_are_as_the_orm_reads_them(make):
    row = make()
    for model, rows in [
        (type(row), type(row)._base_manager.filter(pk=row.pk)),
        (type(row).history.model, type(row).history.filter(id=row.pk)),
    ]:
        (found,) = answers([(rows, columns_of(model))])
        read = {values.pk: vars(values) for values in (row_of(model, one) for one in found)}
        asked = {values.pk: vars(values) for values in rows}
        for one in (*read.values(), *asked.values()):
            del one["_state"]
        assert read == asked
        assert read


def test_tables_answer_in_one_question_each_for_itself():
    processor = factories.make_processor(name="Acme Post")
    purpose = factories.make_purpose(text="Send letters")
    with CaptureQueriesContext(connection) as captured:
        found = answers(
            [
                (Processor.objects.all(), ["pk", "name"]),
                (Purpose.objects.none(), ["pk"]),
                (Purpose.objects.all(), ["text"]),
            ]
        )
    assert found == [[[processor.pk, "Acme Post"]], [], [["Send letters"]]]
    assert len(captured) == 1
    assert purpose.pk


def test_no_question_is_no_query():
    with CaptureQueriesContext(connection) as captured:
        assert answers([]) == []
        assert answers([(Purpose.objects.none(), ["pk"])]) == [[]]
    assert not captured
