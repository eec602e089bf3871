"""What is kept of rows so that words find them, and when it goes."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection

from registry.evidence.redaction.forgetting import forget
from registry.models import Notice, Person, Processor
from registry.records.history import recorded
from registry.searching import index
from registry.searching.entries import SearchEntry
from registry.searching.finding import find
from registry.searching.tables import searched
from registry.vocabulary import RedactionGround
from tests.support.factories import make_notice, make_person, make_processor, make_user


def titles(text, model=Processor, **more):
    label = model._meta.label_lower
    return [
        row.title for kind in find(text, [label], with_drafts=True, **more) for row in kind.rows
    ]


@pytest.mark.django_db
def test_a_row_is_found_as_it_is_called_now():
    row = make_processor(name="Café Crème", legal_name="Crème de la Crème GmbH")
    assert titles("creme gmb") == titles("CAFE") == ["Café Crème"]
    with recorded(by="test", reason="Renamed"):
        row.name = "Bistro"
        row.save()
    assert titles("cafe") == []
    assert titles("bistro") == ["Bistro"]


@pytest.mark.django_db
def test_a_row_is_found_by_the_last_words_of_a_long_text():
    filled = " ".join(f"word{number}" for number in range(20_000))[: index.LONGEST_TEXT - 20]
    notice = make_notice(text=f"{filled} lastword")
    assert titles("lastword", Notice) == [notice.title]


@pytest.mark.django_db
@pytest.mark.slow
def test_no_text_has_more_words_than_a_database_takes():
    """A letter may stand for eighteen, and PostgreSQL takes a megabyte."""
    notice = make_notice(text=" ".join(f"ﷺﷺ{number:x}" for number in range(30_000)))
    kept = SearchEntry.objects.get(row_id=notice.pk, table="registry.notice").words
    assert index.LONGEST_TEXT - len(kept) in {0, 1}


@pytest.mark.django_db
def test_all_rows_of_a_bulk_write_are_found():
    with recorded(by="test", reason="Many"):
        rows = [Processor(name=f"Vendor {number:04}") for number in range(1_200)]
        Processor.objects.add_all(rows)
    (kind,) = find("vendor", ["registry.processor"], with_drafts=True)
    assert kind.total == 1_200
    assert titles("vendor 0777") == ["Vendor 0777"]


def known() -> list[str]:
    """The words that SQLite's index has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {index.FTS} ORDER BY rowid")
        return [words for (words,) in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets no line wait")
def test_new_lines_wait_until_they_are_some_and_are_found_meanwhile(monkeypatch):
    monkeypatch.setattr(index, "WAITING", 3)
    make_processor(name="Café Aa", country=None)
    make_processor(name="Café Bb", country=None)
    assert known() == []
    assert titles("caf") == ["Café Aa", "Café Bb"]
    assert titles("b ca") == ["Café Bb"]
    assert titles("af") == titles("caf cc") == []
    make_processor(name="Café Cc", country=None)
    assert known() == ["cafe aa", "cafe bb", "cafe cc"]
    make_processor(name="Café Dd", country=None)
    assert known() == ["cafe aa", "cafe bb", "cafe cc"]
    assert titles("caf") == ["Café Aa", "Café Bb", "Café Cc", "Café Dd"]


@pytest.mark.django_db
@pytest.mark.parametrize("waits", [True, False])
def test_a_line_that_waits_and_one_that_is_known_change_at_once(waits):
    row, other = make_processor(name="First"), make_processor(name="Other")
    if not waits:
        index.rebuild()
    with recorded(by="test", reason="Renamed"):
        row.name = "Second"
        row.save()
    assert titles("first") == []
    assert titles("second") == ["Second"]
    SearchEntry.objects.filter(row_id=other.pk).delete()
    make_processor(name="Third")
    assert titles("other") == []
    assert titles("third") == ["Third"]
    index.rebuild()
    assert titles("first") == []
    assert (titles("second"), titles("third")) == (["Second"], ["Third"])


@pytest.mark.django_db
def test_migrate_makes_good_what_is_missing_wrong_or_too_much():
    row = make_processor(name="Right")
    make_processor(name="Gone")
    lines = SearchEntry.objects.filter(table="registry.processor")
    lines.filter(row_id=row.pk).update(words="wrong", name="wrong", title="Wrong")
    lines.exclude(row_id=row.pk).delete()
    SearchEntry.objects.create(
        table="registry.processor", row_id=0, is_retired=False, title="x", name="x", words="stray"
    )
    index.keep_all()
    assert titles("right") == ["Right"]
    assert titles("gone") == ["Gone"]
    assert titles("wrong") == titles("stray") == []


@pytest.mark.django_db
def test_the_command_makes_the_index_anew(capsys):
    make_processor(name="Right")
    SearchEntry.objects.all().delete()
    call_command("rebuild_search")
    assert titles("right") == ["Right"]


@pytest.mark.django_db
@pytest.mark.once
def test_a_search_reads_no_column_that_the_list_of_the_table_does_not_search():
    for table in searched().values():
        listed = {name.lstrip("^=") for name in admin.site._registry[table.model].search_fields}
        assert {*table.called, *table.also} <= listed, table.label


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [True, False])
def test_what_a_redaction_takes_is_nowhere_in_the_index(waits):
    word = "kanarienvogel"
    person = make_person(name=f"{word.title()} Sieben", code="P-KEPT")
    before = SearchEntry.objects.get(table="registry.person", row_id=person.pk)
    assert word in before.words
    if not waits:
        index.rebuild()
    chosen = ["registry.person:name"]
    lead = make_user(role="dpo")
    forget(person, chosen, by=lead, ground=RedactionGround.ERASURE, reason="As asked")
    line = SearchEntry.objects.get(table="registry.person", row_id=person.pk)
    assert (line.title, line.words) == ("P-KEPT", "p kept")
    assert titles("kanarien", Person) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT block FROM {index.FTS}_data")
            # Words are kept without the letters in which they begin alike.
            assert not [1 for (block,) in cursor.fetchall() if word[4:].encode() in bytes(block)]
        files = [Path(connection.settings_dict["NAME"])]
        files += [files[0].with_name(f"{files[0].name}-wal")]
        said = b"".join(path.read_bytes() for path in files if path.is_file())
        assert word[4:].encode() not in said.lower()
