"""A hundred files made to cost time or memory: what the import page answers, and at what price.

    python -m benchmarks.hostile.files [--only NAME] [--database URL]

Each goes to the page in a process of its own. Prints seconds, those of work, the most memory that
any process held, and the answer. Ends with 1 where a file takes over 10 s of work or 300 MB, or is
answered with 500.
"""

import argparse
import io
import os
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from benchmarks.engines import prepare, run_on_each
from benchmarks.hostile.archives import archives
from benchmarks.hostile.texts import texts
from benchmarks.hostile.workbooks import damaged, workbooks

SECONDS, MEGABYTES = 10, 300
PAGE = "/admin/registry/processor/import/"
BOUNDARY = "thirty-nine-hyphens"


def main() -> int:
    parser = argparse.ArgumentParser(description="Sends hostile files.")
    parser.add_argument("--only", default="", help="a part of the name of the files to send")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.hostile.files", sys.argv[1:])
    prepare(asked.database)
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test.utils import setup_test_environment

    warnings.simplefilter("ignore")  # of a folder of files that were not collected
    setup_test_environment()  # so that a page tells what it was made of
    get_user_model().objects.create_superuser("hostile")
    # As they lie in the folders: nobody has collected them here.
    storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    with tempfile.TemporaryDirectory(prefix="register-hostile-") as folder:
        made = in_a_fork(lambda: make(Path(folder), asked.only))
        send(io.BytesIO(), 0)  # what the first page loads is loaded for all
        connection.close()
        forms = sorted(Path(folder).iterdir())
        bad = [form.name for form in forms if not is_well(form)]
    count = f"{len(forms)} files, {len(bad)} too costly or answered with 500"
    sys.stdout.write(f"{connection.vendor}: {count}\n")
    return 1 if bad or not made else 0


def in_a_fork(work: Callable[[], object]) -> bool:
    """So that its memory is its own, and none of it is left afterwards."""
    process = os.fork()
    if not process:
        end = 1
        try:
            work()
            end = 0
        finally:
            os._exit(end)
    return os.waitpid(process, 0)[1] == 0


def make(folder: Path, only: str) -> None:
    """Each file in the form that a browser would send."""
    made = chain(texts(), archives(), workbooks(), damaged())
    for number, (name, data) in enumerate(made):
        if only in name:
            kind = "Content-Disposition: form-data; name="
            head = f'--{BOUNDARY}\r\n{kind}"file"; filename="{name}"\r\n\r\n'.encode()
            form = head + data + f"\r\n--{BOUNDARY}--\r\n".encode()
            (folder / f"{number:03} {name}").write_bytes(form)


def is_well(form: Path) -> bool:
    """Sends one in a fork, and says what it took."""
    size, told = form.stat().st_size, form.with_suffix(".answer")

    def work() -> None:
        with form.open("rb") as body:
            told.write_text(send(body, size))

    began, worked = time.perf_counter(), worked_by_children()
    in_a_fork(work)
    took, worked = time.perf_counter() - began, worked_by_children() - worked
    said = told.read_text() if told.exists() else "0 500 it ended without an answer"
    told.unlink(missing_ok=True)
    memory, _, answer = said.partition(" ")
    held = int(memory) / 1024
    # Where it took longer than it worked, the machine was busy with something else.
    is_fine = min(took, worked) <= SECONDS and held <= MEGABYTES and not answer.startswith("500")
    mark = " " if is_fine else "!"
    sys.stdout.write(
        f"{mark} {took:5.1f} s ({worked:.1f} s of work) {held:4.0f} MB {size / 1024:6.0f} kB "
        f"{form.name}: {answer}\n"
    )
    sys.stdout.flush()
    return is_fine


def worked_by_children() -> float:
    """Seconds of processors, of all that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def send(body: BinaryIO, size: int) -> str:
    """The most memory in kB, and the answer."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="hostile"))
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    around = {"wsgi.input": body, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": kind}
    page = client.generic("POST", PAGE, **around)
    refusals = [str(refusal) for refusal in (page.context or {}).get("refusals", ())]
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"{most} {page.status_code} {refusals[0] if refusals else 'taken'}"[:200]


if __name__ == "__main__":
    sys.exit(main())
