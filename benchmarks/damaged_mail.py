"""A thousand damaged messages, each filed by `receive_mail`: none lost, no error, and how long.

    python -m benchmarks.damaged_mail [--count 1000] [--database URL]

Ends with 1 where not each message left a filed item, or a file belongs to none. Some kinds of
damage leave the same bytes more than once: copies, which are one item.
"""

import argparse
import sys
import tempfile
import time
from io import BytesIO, StringIO
from itertools import cycle, islice
from pathlib import Path

from benchmarks.engines import prepare

SLOW_SECONDS = 10


def main() -> int:
    parser = argparse.ArgumentParser(description="Files damaged messages.")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--database", metavar="URL", help="an empty database; default: a new one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        database = asked.database or f"sqlite:///{scratch}/benchmark.sqlite3"
        prepare(database, PRIVATE_FILES=f"{scratch}/private")
        return report(*pipe(asked.count), Path(scratch, "private"))


def pipe(count: int) -> tuple[int, list[float]]:
    """How many messages were piped that are not copies, and the seconds that each took."""
    from django.core.management import call_command

    from registry.models import Organisation
    from registry.records.history import recorded
    from tests.requests_app.intake.messages import DAMAGES, damaged

    with recorded(by="benchmark", reason="Somebody to write to"):
        Organisation.objects.create(name="Organisation")
    seconds, different = [], set()
    for number, kind in enumerate(islice(cycle(DAMAGES), count)):
        message = damaged(kind, number)
        different.add(message)
        raw = BytesIO(message)
        began = time.perf_counter()
        call_command("receive_mail", stdin=raw, stdout=StringIO())
        seconds.append(time.perf_counter() - began)
    return len(different), seconds


def report(count: int, seconds: list[float], private: Path) -> int:
    from requests_app.models import Attachment, DataSubjectRequest, Message
    from requests_app.vocabulary import RequestState

    requests = DataSubjectRequest.objects.all()
    files = {path.name for path in private.glob("*/*")}
    named = set(Attachment.objects.values_list("stored_name", flat=True))
    sys.stdout.write(
        f"{len(seconds)} messages, {count} different: {Message.objects.count()} filed, "
        f"{requests.count()} requests, "
        f"{requests.filter(state=RequestState.TO_SORT).count()} of them to be sorted, "
        f"{len(named)} attachments, {len(files - named)} orphan files\n"
        f"{sum(seconds):.1f} s; one: {1000 * sum(seconds) / len(seconds):.0f} ms, "
        f"at most {max(seconds):.1f} s\n"
    )
    is_kept = Message.objects.count() == count and files == named and max(seconds) < SLOW_SECONDS
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
