"""Whether a database that an earlier commit made is carried over by this one.

    python -m benchmarks.upgrade COMMIT [--database URL]
    python -m benchmarks.upgrade COMMIT --keep tests/registry/upgrading/landing.tar.xz

The code of that commit, in a folder of its own, fills a database with its examples and a request
with a file, and gives a checkpoint away. The code that is here migrates it. Ends with 1 where the
history does not verify against that checkpoint, a row, version or file is gone, or a trigger is.
With `--keep` nothing is migrated: a backup of a small register with a row in each table is made by
that commit and put into this file, for the suite to carry over. Do it at each landing.
"""

import argparse
import hashlib
import lzma
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.engines import ROOT

FILL = ["migrate", "load_terms", "load_request_terms", "load_example", "load_request_example"]
SMALL = """
import os, sys
sys.path.insert(0, os.getcwd())
from registry.evidence.log.content import recorded_models
from registry.records.history import recorded
from tests.requests_app.factories import FACTORIES as OF_REQUESTS
from tests.support.factories import FACTORIES, make_organisation
make_organisation(name="Example Foundation")
for model, make in (FACTORIES | OF_REQUESTS).items():
    if model.__name__ != "Attachment":  # without a file; the mail has one
        make()
with recorded(by="upgrade", reason="A second version"):
    for model in recorded_models():
        for row in model.objects.all()[:1]:
            row.remarks = "Read again."
            row.save()
"""
MAIL = """\
From: somebody@example.org
To: privacy@example.org
Subject: My data
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Please send me all data that you hold about me.
--x
Content-Type: application/pdf; name="a.pdf"
Content-Disposition: attachment; filename="a.pdf"

%PDF-1.4 a copy
--x--
"""
COUNT = """
from django.db import connection
from registry.evidence.guards.installation import unguarded
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        print(table, cursor.fetchone()[0])
print("unguarded", len(unguarded()))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Tries an upgrade from an earlier commit.")
    parser.add_argument("commit")
    parser.add_argument("--database", help="An empty one, instead of one on SQLite.")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="Make a file for the suite.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="register-upgrade-") as folder:
        earlier, work = Path(folder, "earlier"), Path(folder)
        place = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "HTTPS": "False",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": asked.database or f"sqlite:///{folder}/register.sqlite3",
            "PRIVATE_FILES": f"{folder}/private",
        }
        git("worktree", "add", "--quiet", "--detach", str(earlier), asked.commit)
        try:
            if asked.keep:
                keep(earlier, work, place, asked.keep)
                return 0
            before = made_by(earlier, work, place)
        finally:
            git("worktree", "remove", "--force", str(earlier))
        faults = carried_over(work, place, before)
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "Carried over.\n")
    return 1 if faults else 0


def made_by(earlier: Path, work: Path, place: dict[str, str]) -> tuple[dict, dict]:
    for command in FILL:
        manage(earlier, place, command)
    manage(earlier, place, "receive_mail", given=MAIL)
    manage(earlier, place, "anchor_evidence", str(work / "checkpoint"))
    return counted(earlier, place), files(work)


def keep(earlier: Path, work: Path, place: dict[str, str], target: Path) -> None:
    manage(earlier, place, "migrate")
    manage(earlier, place, "shell", "--no-imports", "--command", SMALL)
    manage(earlier, place, "receive_mail", "--organisation", "Example Foundation", given=MAIL)
    manage(earlier, place, "backup", str(work / "backups"))
    (made,) = work.glob("backups/*.tar")
    target.write_bytes(lzma.compress(made.read_bytes(), preset=9))


def carried_over(work: Path, place: dict[str, str], before: tuple[dict, dict]) -> list[str]:
    rows, stored = before
    manage(ROOT, place, "migrate", "--verbosity", "0")
    manage(ROOT, place, "verify_evidence", "--anchor", str(work / "checkpoint"))
    after = counted(ROOT, place)
    faults = [
        f"{table}: {count} rows, now {after.get(table)}"
        for table, count in rows.items()
        if after.get(table, -1) < count and table != "unguarded"
    ]
    if after["unguarded"]:
        faults.append("The evidence is not guarded.")
    if files(work) != stored or not stored:
        faults.append("The files are not the same.")
    return faults


def counted(code: Path, place: dict[str, str]) -> dict[str, int]:
    said = manage(code, place, "shell", "--no-imports", "--command", COUNT)
    return {table: int(count) for table, count in map(str.split, said.splitlines())}


def files(work: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in work.glob("private/*/*")
    }


def manage(code: Path, place: dict[str, str], *words: str, given: str = "") -> str:
    """Raises SystemExit with what the command said, where it fails."""
    done = subprocess.run(  # noqa: S603 (this software itself, or its earlier self)
        [sys.executable, "manage.py", *words],
        cwd=code, env=os.environ | place, input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True)  # noqa: S603, S607


if __name__ == "__main__":
    sys.exit(main())
