"""The register for a reader: one page to print, or one workbook, of one day."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.exchange.contents import Document, document_of
from registry.exchange.extents import register_of, tables_on
from registry.files.lookups import Lookups
from registry.files.reading import workbooks
from registry.files.resource import RegisterResource, resource_for
from registry.models import Appointment, LegalBasis, Person, ProcessingActivity
from registry.own_address import absolute
from registry.records.events import EventName, announce
from registry.records.moments import Past

STYLESHEET = "document.css"
# Who sits where is no business of a reader outside, nor are remarks; and a notice may be longer
# than a cell can be.
INTERNAL = {"seats": ["person"], "access_reviews": ["reviewer"], "notices": ["text"]}

Progress = Callable[[str], None]


def write_document(
    path: Path,
    *,
    kind: str,
    past: Past,
    by: AbstractBaseUser | str = "export_document",
    progress: Progress = lambda name: None,
) -> None:
    """Whole or not at all, for the owner alone. Raises `Refused` and OSError."""
    past = Past(past.today, past.known)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as new:
        try:
            with register_of(past.on, past.known):
                rows = FORMATS[kind](new, past, progress)
            new.flush()
            os.fsync(new.fileno())
            # Before anybody can take it.
            announce(
                EventName.EXPORTED,
                by=by,
                file=path.name,
                format=kind,
                rows=rows,
                on=past.on,
                as_known_at=past.known,
            )
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink()
            raise


def as_page(document: Document) -> str:
    """One file that needs no other."""
    style = Path(finders.find(STYLESHEET)).read_text(encoding="utf-8")
    return render_to_string("documents/document.html", {"document": document, "style": style})


def _write_page(stream: BinaryIO, past: Past, progress: Progress) -> int:
    progress(ProcessingActivity._meta.verbose_name_plural)
    document = document_of(ProcessingActivity.objects.all(), past)
    stream.write(as_page(document).encode())
    return len(document.entries)


def _write_workbook(stream: BinaryIO, past: Past, progress: Progress) -> int:
    counts, lookups = Counter(), Lookups(resource_for)

    def counted(name: str, lines: Iterator[list[str]]) -> Iterator[list[str]]:
        for number, line in enumerate(lines):
            counts[name] = number  # the first line names the columns
            yield line

    def sheets() -> Iterator[tuple[str, Iterator[list[str]]]]:
        yield _("About"), _about(past)
        for kind, rows in sorted(tables_on(past.on), key=_is_late):
            name = kind._meta.name
            progress(name)
            resource = _for_readers(kind(lookups=lookups))
            shown = _appointed(rows, past) if resource.model is Person else rows
            yield name, counted(name, resource.with_headers(shown))

    workbooks.write_sheets(stream, sheets())
    return counts.total()


def _about(past: Past) -> Iterator[list[str]]:
    yield [_("Record of processing activities (Article 30)"), ""]
    yield [_("Issued on"), date_format(timezone.localtime(), "DATETIME_FORMAT")]
    if kept_at := absolute(reverse("home")):
        yield [_("Kept at"), kept_at]
    yield [_("Shows"), _("the register {past}").format(past=past)]
    yield [
        _("Left out"),
        _("remarks, names of people without a role under the Regulation, texts of notices"),
    ]


def _is_late(table: tuple) -> bool:
    """What other tables quote is looked up, not read from the beginning."""
    model = table[0]._meta.model
    return model is Person or model.__module__ == LegalBasis.__module__


def _appointed(people: QuerySet, past: Past) -> QuerySet:
    return people.filter(pk__in=Appointment.objects.in_force(past.on).values("person"))


def _for_readers(resource: RegisterResource) -> RegisterResource:
    for name in ["remarks", *INTERNAL.get(resource._meta.name, ())]:
        resource.columns.pop(name, None)
    return resource


FORMATS = {"html": _write_page, "xlsx": _write_workbook}
