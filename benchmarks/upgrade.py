"""Whether a database that an earlier commit made is carried over by this one.

    python -m benchmarks.upgrade COMMIT [--database URL]

The code of that commit, in a folder of its own, fills a database with its examples and a request
with a file, and gives a checkpoint away. The code that is here migrates it. Ends with 1 where the
history does not verify against that checkpoint, a row, version or file is gone, or a trigger is.
Until the first release migrations are written anew, so this may be refused; it says so then.
"""

import argparse
import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.engines import ROOT

FILL = ["migrate", "load_terms", "load_request_terms", "load_example", "load_request_example"]
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
