"""The verifier that leaves with a bundle: what it proves, what it refuses, what it never does."""

import ast
import hashlib
import os
import re
import subprocess
import sys

import pytest

from tests.registry.evidence import damages, logs
from tests.registry.evidence.implementations import VERIFIER, bundle_verifier
from tests.support.production import ROOT

# What it may not do is refused before it is done: no network, no program, no file but to read.
GUARD = """
import runpy, sys
def guard(event, arguments):
    if event.startswith(("socket", "subprocess", "os.system", "os.exec", "urllib", "ctypes")):
        raise SystemExit(f"it reached for {event}")
    if event == "open" and set(arguments[1] or "r") & set("wax+"):
        raise SystemExit(f"it wrote to {arguments[0]}")
sys.addaudithook(guard)
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    foreign = {name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
    print("beside the standard library:", sorted(foreign - {"__main__", "__mp_main__"}))
"""


@pytest.fixture
def say(capsys):
    """The exit code and the words for some files, zipped, or for arguments."""

    def run(*arguments):
        code = bundle_verifier().main([str(argument) for argument in arguments])
        return code, capsys.readouterr().out

    return run


def test_a_sound_bundle_is_proven_and_put_into_words(say, tmp_path):
    files = damages.sound() | {
        "names.json": logs.canonical(
            {"tables": {"registry.processor": {"fields": {"country_id": {"label": "seat"}}}}}
        )
    }
    code, words = say(logs.write_zip(tmp_path / "b.zip", files))
    assert code == 0
    for sentence in [
        "Entry 2: history of registry.processor, number 21",
        "recorded before the anchor of 3 entries (file, said to be of 2026-01-03",
        "    country_id = null   [seat]\n",
        "    privacy_contact: redacted by entry 3\n",
        "    sealed, but withheld from you: privacy_contact\n",
        "Not proven, by this or any bundle:",
        "VERDICT: all 5 entries and 13 values are proven.",
    ]:
        assert sentence in words
    assert "To be forgotten" not in words


def test_nothing_that_a_terminal_obeys_is_printed(say, tmp_path):
    _code, words = say(logs.write_zip(tmp_path / "b.zip", damages.sound()))
    assert "\\u202e" in words
    assert all(character.isprintable() for character in words.replace("\n", ""))


def test_an_unpacked_bundle_is_read_from_its_folder(say, tmp_path):
    for name, text in damages.sound().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Of the reader's own.", encoding="utf-8")
    assert say(tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("copy", "code", "sentence"),
    [
        pytest.param(logs.example().checkpoint(3), 0, "agrees with your copy of 3", id="known"),
        pytest.param(logs.example().checkpoint(5).strip(), 0, "your copy of 5", id="newest"),
        pytest.param(logs.example().checkpoint(2), 2, "no anchor here has your 2", id="unknown"),
        pytest.param(
            logs.Log().checkpoint().replace("\n1\n", "\n3\n"), 1, "another root", id="differs"
        ),
        pytest.param("not a checkpoint", 2, "your checkpoint is not a checkpoint", id="damaged"),
    ],
)
def test_a_checkpoint_of_ones_own_is_compared(say, tmp_path, copy, code, sentence):
    bundle = logs.write_zip(tmp_path / "b.zip", damages.sound())
    (tmp_path / "mine.txt").write_text(copy.replace("\n", "\r\n"), encoding="utf-8")
    said, words = say(bundle, "--anchor", tmp_path / "mine.txt")
    assert said == code
    assert sentence in words


def of_three_days(**withheld) -> dict:
    """Of one row a version from before there were days, one of 2019, then two of 2018."""
    log = logs.Log()
    log.add("baseline", "registry.processor", 1, {"id": 7, "name": "A"})
    for number, (day, name) in enumerate(
        [("2019-01-01", "B"), ("2018-01-01", "C"), ("2018-01-01", "D")], start=2
    ):
        at = f"2026-01-{number:02}T12:00:00.000000Z"
        said = {"id": 7, "name": name, "holds_from": day, "history_date": at}
        log.add("history", "registry.processor", number, said)
    return log.bundle(**withheld)


@pytest.mark.parametrize(
    ("day", "entry"),
    [
        ("0001-01-01", 1),
        ("2017-12-31", 1),
        ("2018-01-01", 4),
        ("2018-12-31", 4),
        ("2019-01-01", 2),
        ("2026-11-29", 2),
        ("2026-01-02T10:00:00.000000Z", 1),
        ("2026-01-02T12:00:00.000000Z", 2),
        ("2026-01-03T12:00:00.000000Z", 2),
    ],
)
def test_on_a_day_the_version_of_the_latest_day_counts_and_of_these_the_last(
    say, tmp_path, day, entry
):
    bundle = logs.write_zip(tmp_path / "b.zip", of_three_days())
    code, words = say(bundle, "--on", day)
    assert code == 0
    said = f"  registry.processor 7: entry {entry}\n"
    assert f"On {day}, as far as versions and fields are shown:\n{said}" in words


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"on": "2018-06-01"}, "On 2018-06-01, as far"),
        ({"on": None, "compare": ["2018-01-01", "2019-06-01"]}, ": entry 4, then entry 2\n"),
        ({"compare": ["2019-06-01", "2018-01-01"]}, ": entry 4, then entry 2\n"),
        ({"compare": ["2019-02-01", "2019-03-01"]}, "  nothing that is shown has changed\n"),
    ],
)
def test_the_days_that_a_bundle_was_asked_for_are_told(say, tmp_path, about, said):
    files = of_three_days() | {"about.json": logs.canonical(about)}
    code, words = say(logs.write_zip(tmp_path / "b.zip", files))
    assert code == 0
    assert said in words


@pytest.mark.parametrize("asked", [7, "x", ["2018-01-01"] * 3, [7, 7], {"on": "2018-01-01"}, [[]]])
@pytest.mark.parametrize("name", ["on", "compare"])
def test_days_that_are_none_are_not_told_and_do_no_harm(say, tmp_path, name, asked):
    files = of_three_days() | {"about.json": logs.canonical({name: asked})}
    code, words = say(logs.write_zip(tmp_path / "b.zip", files))
    assert code == 0
    assert "as far as" not in words


def test_where_the_day_of_a_version_is_withheld_nothing_is_told_of_its_row(say, tmp_path):
    bundle = logs.write_zip(tmp_path / "b.zip", of_three_days(withheld=("holds_from",)))
    said = "  registry.processor 7: not told, for entry 2 withholds since when it holds\n"
    for days in (["--on", "2018-01-01"], ["--compare", "2018-01-01", "2019-01-01"]):
        code, words = say(bundle, *days)
        assert code == 0
        assert said in words


@pytest.mark.parametrize("days", [["--on"], ["--on", "now"], ["--compare", "2018-01-01"]])
def test_an_option_without_its_days_is_explained(say, tmp_path, days):
    code, words = say(logs.write_zip(tmp_path / "b.zip", of_three_days()), *days)
    assert code == 2
    assert "python -I verify.py" in words


def test_a_day_for_a_version_sealed_without_one_contradicts(say, tmp_path):
    files = of_three_days()
    files["disclosures.jsonl"] += logs.canonical(
        {"seq": 1, "field": "holds_from", "salt": "A" * 22, "value": "0001-01-01"}
    )
    files["disclosures.jsonl"] += "\n"
    code, words = say(logs.write_zip(tmp_path / "b.zip", files))
    assert code == 1
    assert "Entry 1 has no field holds_from, and one is shown." in words


def test_a_folder_without_a_bundle_and_a_wrong_option_are_told_apart(say, tmp_path):
    assert "checkpoint is missing" in say(tmp_path)[1]
    assert "No such file" in say(tmp_path / "nowhere.zip")[1]
    assert "python -I verify.py" in say("--help")[1]


def test_a_bundle_is_proven_without_network_packages_or_writing(tmp_path):
    bundle = logs.write_zip(tmp_path / "b.zip", damages.sound())
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", GUARD, VERIFIER, bundle],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={name: os.environ[name] for name in ["PATH", "SYSTEMROOT"] if name in os.environ}
        | {"LC_ALL": "C"},
    )
    assert told.stderr == ""
    assert "VERDICT: all 5 entries" in told.stdout
    assert told.stdout.endswith("beside the standard library: []\n")
    assert told.returncode == 0


def test_it_is_written_for_python_3_9():
    ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 9))


def test_the_documents_print_its_fingerprint():
    printed = re.findall(r"\b[0-9a-f]{64}\b", (ROOT / "docs/evidence.md").read_text("utf-8"))
    assert printed == [hashlib.sha256(VERIFIER.read_bytes()).hexdigest()]


def test_a_bomb_is_not_unpacked(say, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle_verifier(), "MOST_BYTES", 2**16)
    bomb = damages.sound() | {"README.txt": "\0" * 2**24}
    assert "README.txt is too large" in say(logs.write_zip(tmp_path / "b.zip", bomb))[1]
