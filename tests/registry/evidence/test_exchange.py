"""Files that come in and go out leave an event: which file, how much, narrowed down how."""

from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import EvidenceEntry
from registry.resources import TABLES
from registry.vocabulary import EntryKind, EventName
from tests.support.factories import make_processor, make_user
from tests.support.noted import facts_of, noting

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILE = b"name,legal_name\r\nZapier,Zapier Inc.\r\nSame,\r\nNew,\r\n"
PROCESSORS = {
    "table": "registry.processor",
    "file": "processors.csv",
    "sha256": sha256(FILE).hexdigest(),
    "new": 1,
    "changed": 1,
    "unchanged": 1,
}


@pytest.fixture
def processors():
    return [make_processor(name="Zapier"), make_processor(name="Same")]


@pytest.fixture
def auditor(client):
    client.force_login(make_user(role="auditor", username="auditor"))
    return client


def command(*words, **options):
    call_command(*words, stdout=StringIO(), stderr=StringIO(), **options)


def test_an_import_names_its_file_by_name_and_hash(processors, tmp_path):
    file = tmp_path / "processors.csv"
    file.write_bytes(FILE)
    with noting() as events:
        command("import_table", "processors", str(file), by="Vendor desk")
        command("import_table", "processors", str(file))  # nothing new, so nothing happened
    assert facts_of(events) == [(EventName.IMPORTED, {"files": [PROCESSORS]})]
    assert (events[0].author, events[0].about_model) == ("Vendor desk", "registry.processor")


def test_the_event_of_an_import_comes_right_after_its_rows(processors):
    with noting() as events:
        take(FILE)
    entry = EvidenceEntry.objects.get(model="registry.evidenceevent", history_id=events[0].pk)
    before = EvidenceEntry.objects.filter(seq__in=[entry.seq - 1, entry.seq - 2])
    assert set(before.values_list("kind", "model")) == {(EntryKind.HISTORY, "registry.processor")}


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (FILE, {"dry_run": True}),
        (FILE, {"expected": "another"}),
        (b"name,country\nNew,nowhere\n", {}),
    ],
)
def test_what_was_not_taken_leaves_no_event(processors, data, options):
    with noting() as events:
        take(data, **options)
    assert events == []


def test_all_files_of_an_import_are_one_event(tmp_path):
    (tmp_path / "processors.csv").write_text("name,country\nZapier,QX\n")
    (tmp_path / "countries.csv").write_text("code,name\nQX,Nowhere\n")
    with noting() as events:
        command("import_register", str(tmp_path))
    assert [file["table"] for file in events[0].facts["files"]] == [
        "registry.country",
        "registry.processor",
    ]
    assert (len(events), events[0].about_model) == (1, "")


def test_an_export_of_a_list_says_how_it_was_narrowed_and_who_has_it(auditor, processors):
    narrowed = "?use=all&is_public__exact=0&q=Canary&o=1"
    with noting() as events:
        auditor.post(f"/admin/registry/processor/export/{narrowed}", {"format": "csv"})
    filters = {"is_public__exact": ["0"], "q": ["…"], "use": ["all"]}
    facts = {"file": "processors.csv", "rows": 0, "filter": filters}
    assert facts_of(events) == [(EventName.EXPORTED, facts)]
    assert (events[0].author, events[0].about_model) == ("auditor", "registry.processor")


@pytest.mark.parametrize("narrowed", ["use=Canary", "legal_name__startswith=Canary"])
def test_words_in_the_place_of_a_choice_are_refused_and_not_kept(auditor, processors, narrowed):
    with noting() as events:
        page = auditor.post(f"/admin/registry/processor/export/?{narrowed}", {"format": "csv"})
    assert (page.status_code, events) == (400, [])


def test_an_export_of_chosen_rows_says_how_many(auditor, processors):
    chosen = {"action": "export_chosen", "_selected_action": [processors[0].pk]}
    with noting() as events:
        auditor.post("/admin/registry/processor/", chosen)
    facts = {"file": "processors.csv", "rows": 1, "filter": {}, "chosen": True}
    assert facts_of(events) == [(EventName.EXPORTED, facts)]


def test_a_page_that_only_asks_for_the_format_leaves_no_event(auditor, processors):
    with noting() as events:
        auditor.get("/admin/registry/processor/export/")
        auditor.post("/admin/registry/processor/export/", {"format": "json"})
    assert events == []


def test_a_table_that_leaves_by_command_is_on_record(processors, tmp_path):
    with noting() as events:
        command("export_table", "processors", str(tmp_path / "out.csv"))
        with pytest.raises(CommandError):
            command("export_table", "processors", str(tmp_path / "nowhere" / "out.csv"))
    assert facts_of(events) == [(EventName.EXPORTED, {"file": "out.csv", "rows": 2})]
    assert (events[0].author, events[0].about_model) == ("export_table", "registry.processor")


def test_a_register_that_leaves_by_command_is_on_record(processors, tmp_path):
    with noting() as events:
        command("export_register", str(tmp_path / "out"), on="2018-07-17")
    facts = {
        "file": "out",
        "rows": 3,
        "files": {"countries.csv": 1, "processors.csv": 2},
        "on": "2018-07-17",
        "as_known_at": None,
    }
    assert facts_of(events) == [(EventName.EXPORTED, facts)]
    assert events[0].author == "export_register"


def take(data, **options):
    """Take a file of processors."""
    sheet = read_sheet("processors.csv", data)
    return import_sheets([(TABLES["processors"], sheet)], by="test", reason="A file", **options)
