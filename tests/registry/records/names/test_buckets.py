"""The buckets of names: kept with each write, completed by `migrate`, emptied by a redaction."""

from datetime import date
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.evidence.log.content import recorded_models
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.models import AccessReview, Country, Processor, ProcessorAgreement, Purpose
from registry.records.history import recorded
from registry.records.names.buckets import NameBucket, keep_again, names_of
from registry.upgrading.at_migrate import keep_names
from registry.vocabulary import RedactionGround
from tests.support.factories import make_country, make_processor, make_purpose

pytestmark = pytest.mark.django_db
BY = {"by": "test", "reason": "Test"}


def kept(row) -> set[int]:
    names = NameBucket.objects.filter(table=row._meta.label_lower, row_id=row.pk)
    return set(names.values_list("bucket", flat=True))


def refused(name: str) -> bool:
    try:
        make_processor(name=name, first_day=timezone.localdate())
    except ValidationError:
        return True
    return False


def test_names_are_those_that_people_type():
    assert names_of(Country) == [("code",), ("name",)]
    assert names_of(Purpose) == [("activity", "text", "starts_on")]
    assert names_of(ProcessorAgreement) == [("reference",)]
    assert names_of(AccessReview) == []


def test_each_name_of_a_row_lies_in_a_bucket_and_another_one_is_added():
    country = make_country(code="QQ", name="Utopia")
    before = kept(country)
    assert len(before) == 2
    with recorded(**BY):
        country.remarks = "Seen"
        country.save()
    assert kept(country) == before
    with recorded(**BY):
        country.name = "Elsewhere"
        country.save()
    assert len(kept(country)) == 3
    assert kept(country) > before


def test_the_name_that_a_row_had_is_free_again():
    processor = make_processor(name="Acme")
    with recorded(**BY):
        processor.name = "Beta"
        processor.save()
    assert refused("BETA")
    assert not refused("ACME")


def test_what_is_undone_is_not_found():
    with pytest.raises(ValidationError), recorded(**BY):
        Processor.objects.add_all([Processor(name="Acme"), Processor(name="\u200b")])
    assert not refused("ACME")


def test_rows_written_in_one_go_are_found():
    with recorded(**BY):
        rows = Processor.objects.add_all([Processor(name="Acme"), Processor(name="Beta")])
    with recorded(**BY):
        rows[0].name = "Gamma"
        Processor.objects.change_all(rows, ["name"])
    assert refused("GAMMA")
    assert refused("beta")
    assert not refused("acme")


def test_what_flushes_unchecked_is_found_by_its_new_name():
    processor = make_processor(name="Acme")
    with recorded(**BY) as unit:
        processor.name = "[removed 1]"
        processor.save()
        unit.flush(is_checked=False)
    assert not refused("ACME")
    assert refused("[REMOVED 1]")


def test_two_names_that_share_a_bucket_by_chance_are_told_apart():
    make_processor(name="Acme")
    other = make_processor(name="Beta")
    NameBucket.objects.filter(row_id=other.pk, table="registry.processor").update(bucket=1)
    acme = Processor.objects.get(name="Acme")
    NameBucket.objects.filter(row_id=acme.pk, table="registry.processor").update(bucket=1)
    with patch("registry.records.names.buckets.BUCKETS", 1):
        NameBucket.objects.filter(table="registry.processor").update(bucket=0)
        assert not refused("Gamma")
        assert refused("ACME")


def test_a_key_with_a_date_in_it_is_found_again_by_migrate():
    purpose = make_purpose(text="Pay salaries", starts_on=date(2024, 1, 1))
    before = kept(purpose)
    keep_names("default")
    assert kept(purpose) == before


def test_a_redaction_leaves_nothing_of_the_names_that_went():
    processor = make_processor(name="Acme")
    before = kept(processor)
    with recorded(**BY) as unit:
        redact([Target(Processor, [processor.pk], ["name"])], ground=RedactionGround.ERASURE)
        unit.flush(is_checked=False)
    assert kept(processor)
    assert not kept(processor) & before
    assert not refused("ACME")


def test_what_is_left_is_put_in_again():
    country = make_country(code="QQ", name="Utopia")
    before = kept(country)
    NameBucket.objects.create(table="registry.country", row_id=country.pk, bucket=70_000)
    keep_again(Country, [country.pk])
    assert kept(country) == before


def test_migrate_keeps_the_names_that_are_missing_and_no_others():
    make_purpose(text="Pay salaries")
    processor = make_processor(name="Acme")
    right = set(NameBucket.objects.values_list("table", "row_id", "bucket"))
    NameBucket.objects.filter(row_id=processor.pk).delete()
    keep_names("default")
    assert set(NameBucket.objects.values_list("table", "row_id", "bucket")) >= right
    with CaptureQueriesContext(connection) as queries:
        keep_names("default")
    assert not [query for query in queries if query["sql"].startswith("INSERT")]
    assert refused("ACME")


def test_each_table_whose_names_are_typed_is_read_by_migrate():
    named = {model for model in recorded_models() if names_of(model)}
    assert {Processor, Country, Purpose} <= named


@pytest.mark.slow
@pytest.mark.once
def test_a_save_asks_the_same_however_many_rows_there_are():
    def asked(name: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            make_processor(name=name, first_day=timezone.localdate())
        return [query["sql"] for query in queries if "registry_namebucket" in query["sql"]]

    make_processor(name="The first")
    few = asked("One")
    with recorded(**BY):
        Processor.objects.add_all([Processor(name=f"Müller {number}") for number in range(1_200)])
    many = asked("Two")
    assert len(few) == len(many) == 2
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN QUERY PLAN " + next(sql for sql in many if sql.startswith("SELECT"))
            )
            assert "SCAN registry_namebucket" not in str(cursor.fetchall())
