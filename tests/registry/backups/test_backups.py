"""A backup of a register in use, restored, proven, put back; and one that is not what it was."""

import json
import secrets
import sqlite3
import tarfile
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.db import connection

from registry.backups import archive
from registry.backups.archive import Damaged
from registry.backups.manifest import Unreadable
from registry.backups.postgres import _url
from tests.support.production import run_python

pytestmark = pytest.mark.django_db  # of the engine of this run; the register has its own database
IDENTITY = pyrage.x25519.Identity.generate()


class Place:
    """An installation of its own: a database of the engine of this run, and private files."""

    def __init__(self, folder: Path, database: str):
        self.private = folder / "private"
        self.environment = {
            "DATABASE_URL": database,
            "PRIVATE_FILES": str(self.private),
            "HTTPS": "False",
            "BACKUP_RECIPIENTS": "",
        }

    def run(self, *words, code=0, **more):
        done = run_python("manage.py", *map(str, words), **self.environment | more)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def run_all(self, *commands: list[str]):
        said = "import json, sys, django; from django.core.management import call_command as call; "
        said += "django.setup(); [call(*words) for words in json.loads(sys.argv[1])]"
        done = run_python("-c", said, json.dumps(commands), **self.environment)
        assert done.returncode == 0, done.stderr

    def receive(self, message: EmailMessage):
        said = "import sys; from django.core.management import execute_from_command_line as run; "
        said += "sys.stdin = open(sys.argv.pop(1)); run(['manage.py', 'receive_mail'])"
        file = self.private.parent / "message.eml"
        file.write_bytes(bytes(message))
        done = run_python("-c", said, str(file), **self.environment)
        assert done.returncode == 0, done.stderr


def make_place(folder: Path) -> Place:
    if connection.vendor == "sqlite":
        return Place(folder, f"sqlite:///{folder / 'register.sqlite3'}")
    name = f"backup_{secrets.token_hex(6)}"
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return Place(folder, _url(name))


def _server():
    said = connection.settings_dict
    words = {"host": said["HOST"], "user": said["USER"], "password": said["PASSWORD"]}
    words |= {"port": said["PORT"] or None, "dbname": "postgres"}
    return psycopg.connect(**{key: value for key, value in words.items() if value}, autocommit=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup):
    """A register with a request that came by mail, with a file."""
    place = make_place(tmp_path_factory.mktemp("place"))
    names = place.private.parent / "organisations.csv"
    names.write_text("name\nExample Foundation\n")
    place.run_all(
        ["migrate", "--verbosity", "0"],
        ["createcachetable"],
        ["load_request_terms"],
        ["import_table", "organisations", str(names)],
    )
    message = EmailMessage()
    message["From"], message["To"] = "somebody@example.org", "privacy@example.org"
    message["Subject"], message["Message-ID"] = "My data", "<1@example.org>"
    message.set_content("Please send me all data that you hold about me.")
    message.add_attachment(b"%PDF-1.4 a copy", maintype="application", subtype="pdf", filename="a")
    place.receive(message)
    return place


@pytest.fixture(scope="module")
def backup(place, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups")
    place.run("backup", folder)
    (file,) = folder.iterdir()
    return file


@pytest.fixture
def key(tmp_path):
    file = tmp_path / "key.txt"
    file.write_text(f"# public key: {IDENTITY.to_public()}\n{IDENTITY}\n")
    return file


@pytest.mark.slow
def test_it_is_restored_and_proven(place, backup):
    said = place.run("restore_check", backup)
    assert said.count("Passed: ") == 4


@pytest.mark.slow
def test_it_holds_the_files_and_nobodys_session(place, backup, tmp_path):
    said = archive.unpack(backup, tmp_path, [], progress=str)
    (name,) = said.files
    assert (tmp_path / "files" / name).read_bytes() == b"%PDF-1.4 a copy"
    assert (said.counts["django_session"], said.counts["cache"]) == (0, 0)
    assert said.counts["requests_app_attachment"] == 1
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_it_is_put_back_into_an_empty_place_only(place, backup, tmp_path):
    empty = make_place(tmp_path)
    beside = tmp_path / "register.sqlite3.beside"
    beside.write_bytes(b"sessions of a register that was here before")
    assert "Restored" in empty.run("restore", backup)
    assert beside.exists() is (connection.vendor == "postgresql")
    assert "1 file." in empty.run("verify_evidence")
    assert [path.read_bytes() for path in empty.private.glob("*/*")] == [b"%PDF-1.4 a copy"]
    before = list(empty.private.glob("*/*"))
    assert "Nothing was restored" in empty.run("restore", backup, code=1)
    assert list(empty.private.glob("*/*")) == before


@pytest.mark.slow
def test_only_the_newest_are_kept(place, tmp_path):
    older = [tmp_path / f"register-2026010{day}T000000Z.tar" for day in (1, 2)]
    other = tmp_path / "notes.tar"
    for file in (*older, other):
        file.touch()
    place.run("backup", tmp_path, "--keep", "2")
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept[:2] == ["notes.tar", older[1].name]
    assert len(kept) == 3


@pytest.mark.slow
def test_an_encrypted_one_opens_with_its_key_only(place, tmp_path, key):
    folder = tmp_path / "backups"
    place.environment["BACKUP_RECIPIENTS"] = str(IDENTITY.to_public())
    try:
        place.run("backup", folder)
    finally:
        place.environment["BACKUP_RECIPIENTS"] = ""
    (file,) = folder.iterdir()
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n")
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    assert "no private key in that file opens it" in place.run(
        "restore_check", file, "--identity", other, code=2
    )
    assert "--identity" in place.run("restore_check", file, code=2)
    assert archive.unpack(file, tmp_path / "out", archive.identities(key), progress=str).files
    whole = file.read_bytes()
    for damaged in (whole[:-5000], whole[:-1], whole[:5000] + b"x" + whole[5001:]):
        file.write_bytes(damaged)
        with pytest.raises(Damaged):
            archive.unpack(file, tmp_path / secrets.token_hex(4), [IDENTITY], progress=str)


# What is not what it was


def changed(backup: Path, target: Path, change) -> Path:
    """The same backup, with members changed: `change(name, content)` gives new content or None."""
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is None:
                continue
            member.size = len(content)
            piece = target.with_suffix(".piece")
            piece.write_bytes(content)
            with piece.open("rb") as source:
                new.addfile(member, source)
    return target


def without_file(name, content):
    return None if name.startswith("files/") else content


def other_file(name, content):
    return content[:-1] + b"!" if name.startswith("files/") else content


def other_database(name, content):
    return content[:-1] + bytes([content[-1] ^ 1]) if name.startswith("database") else content


def without_manifest(name, content):
    return None if name == "manifest.json" else content


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_file, "is missing"),
        (other_file, "is not the one that was put in"),
        (other_database, "is not the one that was put in"),
        (without_manifest, "ends before its manifest"),
    ],
)
def test_what_differs_is_found(backup, tmp_path, change, said):
    file = changed(backup, tmp_path / "changed.tar", change)
    with pytest.raises(Damaged) as damaged:
        archive.unpack(file, tmp_path / "out", [], progress=str)
    assert said in " ".join(damaged.value.faults)


@pytest.mark.slow
def test_what_differs_is_said(place, backup, tmp_path):
    file = changed(backup, tmp_path / "changed.tar", other_file)
    assert "is not the one that was put in" in place.run("restore_check", file, code=1)


@pytest.mark.slow
def test_a_history_that_was_tampered_with_is_found(place, backup, tmp_path):
    """The hashes of the archive fit: whoever changed the database wrote them anew."""

    def recounted(name, content):
        if name != "manifest.json":
            return content
        said = json.loads(content)
        said["root"] = "0" * 64
        said["counts"]["requests_app_attachment"] += 1
        return json.dumps(said).encode()

    file = changed(backup, tmp_path / "changed.tar", recounted)
    said = place.run("restore_check", file, code=1)
    assert "end of the history" in said
    assert "requests_app_attachment is not the same: rows before 2, after 1" in said


@pytest.mark.once
def test_what_is_no_backup_is_refused(tmp_path):
    with pytest.raises(Damaged):
        archive.unpack(Path(__file__), tmp_path, [], progress=str)
    with pytest.raises(FileNotFoundError):
        archive.unpack(tmp_path / "nowhere", tmp_path, [], progress=str)
    with pytest.raises(Unreadable, match="age1"):
        archive.recipients(["not a key"])


@pytest.mark.once
@pytest.mark.parametrize("name", ["../evil", "files/../../evil", "/etc/evil", "files/a/b/c"])
def test_nothing_is_written_outside_of_the_folder(tmp_path, name):
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(Damaged):
        archive.unpack(file, tmp_path / "out", [], progress=str)
    assert [path.name for path in tmp_path.iterdir()] == ["evil.tar"]


@pytest.mark.slow
def test_a_backup_that_fails_leaves_nothing(place, tmp_path):
    (tmp_path / "file").touch()
    assert "Cannot write the backup" in place.run("backup", tmp_path / "file", code=1)
    said = place.run("backup", tmp_path / "out", code=1, BACKUP_RECIPIENTS="age1nonsense")
    assert "age" in said
    assert not (tmp_path / "out").exists()


FULL = """
import resource, sys
from django.core.management import execute_from_command_line
resource.setrlimit(resource.RLIMIT_FSIZE, 2 * (int(sys.argv[1]),))
execute_from_command_line(["manage.py", "backup", sys.argv[2]])
"""


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("beyond", [-100_000, 1_000], ids=["the database", "the archive"])
def test_a_full_disk_is_told_in_a_line_and_leaves_nothing(place, tmp_path, beyond):
    database = Path(place.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    size = str(database.stat().st_size + beyond)
    done = run_python("-c", FULL, size, str(tmp_path / "out"), **place.environment)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("CommandError: ")
    assert "Traceback" not in done.stderr
    assert [*(tmp_path / "out").iterdir()] == []


@pytest.mark.slow
def test_a_file_that_goes_while_the_database_is_copied_is_in_the_backup(place, tmp_path):
    """What retention removes meanwhile is still named in the copy."""
    from registry.backups.taking import _held, _stored  # the moment cannot be met from outside

    with _held(place.private) as held:
        (name,) = _stored(place.private)
        content = _stored(place.private)[name].read_bytes()
        _stored(place.private)[name].unlink()
        try:
            assert _stored(held)[name].read_bytes() == content
        finally:
            _stored(held)[name].rename(place.private / name)


@pytest.mark.slow
@pytest.mark.once
def test_the_copy_is_one_file_without_a_journal(backup, tmp_path):
    archive.unpack(backup, tmp_path, [], progress=str)
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
