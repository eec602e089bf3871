"""What an event says of itself, for people."""

from registry.admin.facts import in_a_line, in_lines

FILE = {"file": "a.csv", "sha256": "f15d", "table": "registry.processor", "new": 2}
IMPORT = {"files": [FILE, FILE | {"file": "b.csv", "table": "registry.gone"}]}


def test_a_line_says_what_it_comes_to():
    assert in_a_line(IMPORT) == "files: file a.csv, new 2 / file b.csv, new 2"
    assert in_a_line({"on": None, "rows": 3, "colour": "red"}) == "rows: 3; colour: red"


def test_a_page_has_a_line_for_each_file():
    assert list(in_lines(IMPORT)) == [
        "file a.csv, new 2, table Processor, SHA-256 f15d",
        "file b.csv, new 2, table registry.gone, SHA-256 f15d",
    ]


def test_days_and_moments_are_said_as_pages_say_them():
    facts = {"on": "2018-07-17", "as_known_at": "2018-07-17T12:30:00+00:00", "q": "2018-07-17?"}
    assert in_a_line(facts) == (
        "search: 2018-07-17?; on: July 17, 2018; as known at: July 17, 2018, 12:30 p.m."
    )
    assert in_a_line({"on": "2018-02-30"}) == "on: 2018-02-30"


def test_a_change_is_said_from_and_to():
    changed = {"is_staff": {"from": False, "to": True}, "password": "changed"}
    assert list(in_lines(changed)) == ["staff: no → yes", "password: changed"]
