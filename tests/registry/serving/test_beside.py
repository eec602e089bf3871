"""What is counted and kept beside a database of SQLite is true for all who ask at once."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.serving import beside

pytestmark = pytest.mark.once


@pytest.fixture
def place(tmp_path):
    return beside.Beside(tmp_path / f"register.sqlite3{beside.SUFFIX}")


def test_of_many_at_once_one_is_first_and_each_has_another_number(place):
    with ThreadPoolExecutor(8) as crowd:
        first = [*crowd.map(lambda _n: place.add("code", "used", 60), range(40))]
        numbers = [*crowd.map(lambda _n: place.one_more("tries", 60), range(40))]
    assert first.count(True) == 1
    assert sorted(numbers) == [*range(1, 41)]


def test_what_is_over_is_gone_and_counted_anew(place):
    place.set("session", "words", -1)
    assert place.get("session") is None
    assert place.one_more("tries", -1) == place.one_more("tries", 60) == 1
    assert place.names("") == ["tries"]


def test_a_crowd_drives_out_what_would_have_gone_first(place, monkeypatch):
    monkeypatch.setattr(beside, "MOST", 20)
    place.set("session", "words", 1800)
    for number in range(100):
        place.one_more(f"tries {number}", 60)
    assert place.get("session") == "words"
    assert len(place.names("")) <= 21


def test_a_file_that_a_power_cut_has_damaged_is_begun_anew(place):
    place.set("session", "words", 60)
    place.file.write_bytes(b"no database" * 500)
    assert place.get("session") is None
    assert place.one_more("tries", 60) == 1


def test_nobody_else_on_the_machine_reads_it(place):
    place.set("session", "words", 60)
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
