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
