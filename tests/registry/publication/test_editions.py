"""An edition changes with everything that can be seen, and with nothing else."""

import pytest

from registry.evidence.redaction.redacting import redact_entries
from registry.models import EvidenceEntry
from registry.publication.editions import SOURCES, current_edition
from registry.records.history import recorded
from registry.vocabulary import RedactionGround
from tests.support.factories import (
    FACTORIES,
    country,
    make_engagement,
    make_processor,
    make_purpose,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", SOURCES)
def test_a_change_in_a_table_that_is_shown_is_a_new_edition(model):
    row = FACTORIES[model]()
    before = current_edition()
    with recorded(by="test", reason="Correction"):
        row.save()
    after = current_edition()
    assert after != before
    assert after.changed_at > before.changed_at


def test_a_change_of_many_to_many_rows_is_a_new_edition():
    processor = make_processor()
    germany = country("DE")
    before = current_edition()
    with recorded(by="test", reason="They moved"):
        processor.processing_countries.add(germany)
    assert current_edition() != before


def test_a_change_that_nobody_can_see_is_none():
    purpose = make_purpose()
    before = current_edition()
    with recorded(by="test", reason="Reworded"):
        purpose.save()
    assert current_edition() == before


def test_what_is_taken_out_of_the_past_alone_is_a_new_edition():
    row = make_engagement(service="Asked by Jane")
    with recorded(by="test", reason="Correction"):
        row.service = ""
        row.save()
    before = current_edition()
    versions = {version.pk for version in row.history.exclude(service="")}
    entries = EvidenceEntry.objects.filter(
        model="registry.engagement", history_id__in=versions
    ).values_list("seq", flat=True)
    with recorded(by="test", reason="Asked for"):
        redact_entries({seq: ["service"] for seq in entries}, ground=RedactionGround.ERASURE)
    assert not row.history.filter(service="Asked by Jane").exists()
    after = current_edition()
    assert after != before
    assert after.changed_at > before.changed_at


def test_nothing_recorded_is_an_edition_too():
    assert current_edition().changed_at is None


def test_the_edition_takes_one_query(django_assert_num_queries):
    make_processor()
    with django_assert_num_queries(1):
        current_edition()
