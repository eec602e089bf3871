"""How each kind of work is done: a file in a folder, and what there is to say about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.log.entries import NoLog
from registry.evidence.verify.whole import note, verify
from registry.exchange.documents import write_document
from registry.exchange.extents import register_of
from registry.exchange.folders import write_folder
from registry.files.reading.delimited import csv_lines
from registry.jobs.noting import noted
from registry.models import AskedWork, EvidenceHead
from registry.models.jobs import WorkKind
from registry.records.events import EventName, announce
from registry.records.moments import Past
from registry.refusals import Refused
from registry.resources import TABLES
from registry.serving.troubles import Busy, Crowded
from registry.vocabulary import Job

Progress = Callable[[str], None]
AT_ONCE = 1_000  # entries of the log, rows of a table: as often as the check of it says something
SAID = 2_000
FROM_PAGES = "from-pages"  # a folder in BACKUP_FOLDER


class Failed(Exception):
    """It was done as far as it goes, and failed. The message says so to who asked for it."""


@dataclass(frozen=True)
class Made:
    """A file, or none, and the result in words; `has_failed`: the words say what is wrong."""

    file: Path | None = None
    said: str = ""
    has_failed: bool = False


def make(work: AskedWork, place: Path, progress: Progress) -> Made:
    """Raises `Failed` with what to say; anything else is a fault of ours."""
    try:
        return MAKERS[WorkKind(work.kind)](work, place, progress)
    except ValidationError as error:
        raise Failed(" ".join(error.messages)) from error
    except (CommandError, NoLog, Refused) as error:
        raise Failed(str(error)) from error
    except (Busy, Crowded) as error:
        raise Failed(_("The server had too much to do at once. Ask for it again.")) from error
    except OSError as error:
        said = _("The file could not be written: {why}.").format(why=error.strerror)
        raise Failed(said) from error


def calls_of(work: AskedWork) -> int:
    """About how many times `progress` is called."""
    if work.kind == WorkKind.VERIFICATION:
        return (EvidenceHead.objects.values_list("size", flat=True).first() or 0) // AT_ONCE + 3
    if work.kind == WorkKind.TABLE and work.what in TABLES:
        return TABLES[work.what]._meta.model.objects.count() // AT_ONCE + 2
    return len(TABLES) + 1 if work.kind in (WorkKind.REGISTER, WorkKind.WORKBOOK) else 2


def _document(work: AskedWork, place: Path, progress: Progress, kind: str = "html") -> Made:
    file = place / f"{_named(work, 'record')}.{kind}"
    past = Past(work.on, work.known)
    write_document(file, kind=kind, past=past, by=work.asked_by, progress=progress)
    return Made(file)


def _workbook(work: AskedWork, place: Path, progress: Progress) -> Made:
    return _document(work, place, progress, "xlsx")


def _register(work: AskedWork, place: Path, progress: Progress) -> Made:
    folder = place / _named(work, "register")
    write_folder(folder, on=work.on, known=work.known, by=work.asked_by, progress=progress)
    progress(_("Packing …"))
    packed = place / f"{folder.name}.zip"
    with ZipFile(packed, "w", ZIP_DEFLATED) as into:
        for file in sorted(folder.iterdir()):
            into.write(file, f"{folder.name}/{file.name}")
    return Made(packed)


def _table(work: AskedWork, place: Path, progress: Progress) -> Made:
    resource = TABLES[work.what]()
    file, count = place / f"{_named(work, work.what)}.csv", 0
    with register_of(work.on, work.known), file.open("w", encoding="utf-8", newline="") as stream:
        rows = resource.model.objects.all()
        rows = rows.in_force(work.on) if work.on else rows
        for count, line in enumerate(csv_lines(resource.with_headers(rows))):
            if count % AT_ONCE == 0:
                progress(resource.model._meta.verbose_name_plural)
            stream.write(line)
    # Before anybody can take it.
    announce(
        EventName.EXPORTED,
        by=work.asked_by,
        table=resource.model,
        file=file.name,
        rows=count,
        on=work.on,
        as_known_at=work.known,
    )
    return Made(file)


def _verification(work: AskedWork, place: Path, progress: Progress) -> Made:
    with noted(Job.VERIFY_EVIDENCE) as run:
        report = verify(progress=progress)
        run.has_failed = not report.is_clean
        if report.is_clean:
            note(report, by=work.asked_by)
    lines = list(_in_words(report))
    file = place / f"{_named(work, 'verification')}.txt"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return Made(file, lines[0], run.has_failed)


def _in_words(report) -> Iterator[str]:
    yield report.conclusion
    yield from map(str, report.faults)


def _run(work: AskedWork, place: Path, progress: Progress) -> Made:
    """As the command does it, which notes its run itself."""
    said = StringIO()
    options = RUNNABLE[Job(work.what)](work)
    # Apart from those of the timer: what is removed here was made here.
    given = [str(settings.BACKUP_FOLDER / FROM_PAGES)] if work.what == Job.BACKUP else []
    progress(Job(work.what).label)
    try:
        call_command(work.what, *given, stdout=said, stderr=said, no_color=True, **options)
    except CommandError as error:
        raise Failed(f"{said.getvalue()}{error}"[-SAID:]) from error
    except SystemExit as end:
        if end.code:
            raise Failed(said.getvalue()[-SAID:]) from end
    return Made(said=said.getvalue()[-SAID:].strip() or _("There was nothing to do."))


def _named(work: AskedWork, what: str) -> str:
    day = work.on or timezone.localdate(work.known or work.asked_at)
    return f"{what}-{day.isoformat()}"


MAKERS = {
    WorkKind.DOCUMENT: _document,
    WorkKind.WORKBOOK: _workbook,
    WorkKind.REGISTER: _register,
    WorkKind.TABLE: _table,
    WorkKind.VERIFICATION: _verification,
    WorkKind.RUN: _run,
}
# Jobs that need nothing but the register. The proof of a backup needs a key: it is for whoever
# keeps the server.
RUNNABLE = {
    # As many stay as one a day leaves in the days that certificates of redactions count on.
    Job.BACKUP: lambda work: {
        "by": work.asked_by.get_username(),
        "keep": max(1, settings.BACKUPS_KEPT_DAYS),
    },
    Job.SEND_REMINDERS: lambda work: {},
    Job.APPLY_RETENTION: lambda work: {"by": work.asked_by.get_username()},
    Job.ANCHOR_EVIDENCE: lambda work: {"mail": True},
}
