"""A hundred files made to cost time or memory: what the import page answers, and at what price.

    python -m benchmarks.hostile_files [--only NAME] [--database URL]

Each goes to the page in a process of its own. Prints seconds, those of work, the most memory that
any process held, and the answer. Ends with 1 where a file takes over 10 s of work or 300 MB, or is
answered with 500.
"""

import argparse
import io
import os
import random
import resource
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from benchmarks.engines import prepare, run_on_each

SECONDS, MEGABYTES = 10, 300
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAGE = "/admin/registry/processor/import/"
MEGABYTE = 1024 * 1024
BOUNDARY = "thirty-nine-hyphens"


def main() -> int:
    parser = argparse.ArgumentParser(description="Sends hostile files.")
    parser.add_argument("--only", default="", help="a part of the name of the files to send")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.hostile_files", sys.argv[1:])
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
    for number, (name, data) in enumerate(files()):
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


def files() -> Iterator[tuple[str, bytes]]:
    yield from texts()
    yield from archives()
    yield from workbooks()
    yield from damaged()


# Text


def texts() -> Iterator[tuple[str, bytes]]:
    full = 10 * MEGABYTE
    for rows, columns in (
        (50_000, 200),
        (50_000, 40),
        (50_000, 20),
        (200, 50_000),
        (1_000, 10_000),
    ):
        head = ",".join(f"c{number}" for number in range(columns))
        row = ",".join(["x"] * columns)
        text = "\n".join([head, *[row] * min(rows, full // (2 * columns))])
        yield f"cells-{rows}x{columns}.csv", text.encode()[:full]
    named = "name,website\n"
    for letter, what in (("ÿ", "latin"), ("ж", "cyrillic"), ("漢", "han"), ("😀", "astral")):
        for encoding in ("utf-8", "utf-16"):
            text = named + f"{letter * 20},x\n" * 400_000
            yield f"{what}-{encoding}.csv", text.encode(encoding)[: full - 1]
    yield "cp1252.csv", (named + "é,ü\n" * 2_000_000).encode("cp1252")[:full]
    yield "random.csv", random.Random(0).randbytes(full)  # noqa: S311
    yield "random-high.csv", bytes(random.Random(0).choices(range(128, 256), k=full))  # noqa: S311
    for name, piece in {
        "quotes": b'"',
        "commas": b",",
        "newlines": b"\n",
        "returns": b"\r",
        "spaces": b" ",
        "tabs": b"\t",
        "nul": b"\0",
        "bars": b"|",
        "semicolons": b";",
        "mixed delimiters": b",;\t|",
        "quoted empty": b'"",',
        "doubled quotes": b'""',
        "zero width": "\u200b".encode(),
        "combining": "e\u0301\u0323".encode(),
        "right to left": "\u202e".encode(),
        "escapes": b"\x1b$B",
        "ideographic space": "\u3000".encode(),
    }.items():
        yield f"only {name}.csv", (piece * (full // len(piece)))[:full]
        yield f"headed {name}.csv", (named.encode() + piece * (full // len(piece)))[:full]
    yield "open quote.csv", named.encode() + b'"' + b"x,y\n" * 2_000_000
    yield "long cell.csv", named.encode() + b"x" * (full - 100)
    yield "cells of 64 kB.csv", named.encode() + b"\n".join([b"x" * 65_000 + b",y"] * 150)
    yield "refused rows.csv", (named + "x\n" * 50_000).encode()
    yield "double keys.csv", (named + "same,https://example.org\n" * 50_000).encode()
    alike = "".join(f"name {'x' * number},\n" for number in range(3_000))
    yield "alike names.csv", (named + alike).encode()
    yield "too large.csv", b"x" * (full + 5)


# Archives


def packed(members, *, how=zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def archives() -> Iterator[tuple[str, bytes]]:
    yield "200 megabytes.xlsx", packed([("xl/workbook.xml", bytes(200 * MEGABYTE))])
    yield "many members.xlsx", packed((f"x{number}.xml", b"") for number in range(60_000))
    yield "in a nest.xlsx", packed([("a.zip", packed([("b", bytes(100 * MEGABYTE))]))])
    for how in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"packed by {how}.xlsx", packed([("xl/workbook.xml", bytes(MEGABYTE))], how=how)
    overlapping = bytearray(packed([("a", bytes(40 * MEGABYTE))]))
    yield (
        "lies of its size.xlsx",
        bytes(overlapping).replace(
            (40 * MEGABYTE).to_bytes(4, "little"), (1000).to_bytes(4, "little")
        ),
    )
    yield "only a head.xlsx", b"PK\x03\x04" + bytes(MEGABYTE)
    yield "an empty archive in front.xlsx", b"PK\x03\x04" + packed([])


# Workbooks


def book(sheet="", *, strings="", styles="", sheets=1, parts=(), workbook="") -> bytes:
    """A workbook of which the given parts are as they are given."""
    kinds = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="a/xml"/>'
    vendor = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = {"xl/workbook.xml": "sheet.main", "xl/sharedStrings.xml": "sharedStrings"}
    named["xl/styles.xml"] = "styles"
    kinds += "".join(
        f'<Override PartName="/{part}" ContentType="{vendor}.{kind}+xml"/>'
        for part, kind in named.items()
    )
    relations, entries = "", ""
    for number in range(1, sheets + 1):
        relations += (
            f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        entries += f'<sheet name="s{number}" sheetId="{number}" r:id="r{number}"/>'
        kinds += (
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            f'ContentType="{vendor}.worksheet+xml"/>'
        )
    relations += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
    relations += f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    top = f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    members = {
        "[Content_Types].xml": f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{top}</Relationships>',
        "xl/workbook.xml": workbook
        or f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "xl/styles.xml": styles or f"<styleSheet {MAIN}></styleSheet>",
        "xl/sharedStrings.xml": strings or f"<sst {MAIN}></sst>",
    }
    for number in range(1, sheets + 1):
        members[f"xl/worksheets/sheet{number}.xml"] = sheet or f"<worksheet {MAIN}/>"
    # So much that cannot be packed that the whole looks like an honest archive.
    noise = random.Random(0).randbytes(320 * 1024)  # noqa: S311
    return packed([*members.items(), *parts, ("xl/media/noise.bin", noise)])


def sheet_of(inside: str, around: str = "") -> str:
    return f"<worksheet {MAIN}>{around}<sheetData>{inside}</sheetData></worksheet>"


def head(*names: str) -> str:
    return "<row>" + "".join(f'<c t="str"><v>{name}</v></c>' for name in names) + "</row>"


def workbooks() -> Iterator[tuple[str, bytes]]:
    most = 48 * MEGABYTE
    cell = "<c><v>1</v></c>"
    named = head("name", "website")
    for columns in (1, 2, 20, 200, 16_000):
        for number in (100_000, 400_000, 1_000_000, 3_000_000):
            row = f"<row>{cell * columns}</row>"
            rows = row * (min(number * len(cell), most) // (len(cell) * columns))
            yield f"{number} cells in rows of {columns}.xlsx", book(sheet_of(named + rows))
    yield "empty cells.xlsx", book(sheet_of(named + "<row>" + "<c/>" * 9_000_000 + "</row>"))
    yield "empty rows.xlsx", book(sheet_of(named + "<row/>" * 6_000_000))
    yield (
        "far rows.xlsx",
        book(
            sheet_of(
                named + "".join(f'<row r="{n * 99}"><c><v>1</v></c></row>' for n in range(9_000))
            )
        ),
    )
    yield (
        "one row a million times.xlsx",
        book(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>' * 400_000)),
    )
    shared = f"<sst {MAIN}>{{}}</sst>"
    pointing = '<row><c t="s"><v>0</v></c></row>'
    yield (
        "many strings.xlsx",
        book(sheet_of(named), strings=shared.format("<si><t>x</t></si>" * 2_500_000)),
    )
    yield (
        "some strings.xlsx",
        book(sheet_of(named), strings=shared.format("<si><t>x</t></si>" * 400_000)),
    )
    yield (
        "one long string often.xlsx",
        book(
            sheet_of(named + pointing * 200_000),
            strings=shared.format("<si><t>" + "x" * 32_000 + "</t></si>"),
        ),
    )
    yield (
        "a huge string.xlsx",
        book(
            sheet_of(named + pointing), strings=shared.format(f"<si><t>{'x' * 40_000_000}</t></si>")
        ),
    )
    yield (
        "rich strings.xlsx",
        book(
            sheet_of(named), strings=shared.format("<si>" + "<r><t>x</t></r>" * 900_000 + "</si>")
        ),
    )
    styles = f"<styleSheet {MAIN}>{{}}</styleSheet>"
    for number in (5_000, 15_000, 60_000, 900_000):
        for kind, one in {
            "cellXfs": "<xf/>",
            "cellStyleXfs": "<xf/>",
            "fonts": "<font><b/></font>",
            "fills": "<fill><patternFill/></fill>",
            "borders": "<border><left/></border>",
            "dxfs": "<dxf/>",
        }.items():
            inside = one * min(number, most // len(one))
            yield (
                f"{number} {kind}.xlsx",
                book(sheet_of(named), styles=styles.format(f"<{kind}>{inside}</{kind}>")),
            )
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{"d" * 200}"/>' for n in range(30_000))
    yield (
        "formats.xlsx",
        book(sheet_of(named), styles=styles.format(f"<numFmts>{formats}</numFmts>")),
    )
    yield (
        "merged.xlsx",
        book(
            f"<worksheet {MAIN}><sheetData>{named}</sheetData><mergeCells>"
            + '<mergeCell ref="A1:XFD1048576"/>' * 1_000
            + "</mergeCells></worksheet>"
        ),
    )
    yield (
        "many merged.xlsx",
        book(
            f"<worksheet {MAIN}><sheetData>{named}</sheetData><mergeCells>"
            + '<mergeCell ref="A1:B2"/>' * 1_000_000
            + "</mergeCells></worksheet>"
        ),
    )
    ranges = " ".join(f"A{n}:B{n}" for n in range(1, 60_000))
    yield (
        "ranges.xlsx",
        book(
            f"<worksheet {MAIN}><sheetData>{named}</sheetData><dataValidations>"
            f'<dataValidation sqref="{ranges}"/></dataValidations></worksheet>'
        ),
    )
    yield (
        "conditions.xlsx",
        book(
            f"<worksheet {MAIN}><sheetData>{named}</sheetData>"
            + f'<conditionalFormatting sqref="{ranges[:9_000]}"><cfRule/></conditionalFormatting>'
            * 300
            + "</worksheet>"
        ),
    )
    yield "many sheets.xlsx", book(sheet_of(named), sheets=1_900)
    yield "large sheets.xlsx", book(sheet_of(named + f"<row>{cell * 20}</row>" * 300), sheets=200)
    names = "".join(f'<definedName name="n{n}">s!$A$1</definedName>' for n in range(300_000))
    yield (
        "names.xlsx",
        book(
            sheet_of(named),
            workbook=f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="s" sheetId="1" r:id="r1"/></sheets><definedNames>{names}'
            "</definedNames></workbook>",
        ),
    )
    deep = "<a>" * 1_000_000 + "</a>" * 1_000_000
    yield "deep.xlsx", book(f"<worksheet {MAIN}>{deep}</worksheet>")
    yield (
        "deep before the cells.xlsx",
        book(sheet_of(named, around="<a>" * 300_000 + "</a>" * 300_000)),
    )
    attributes = " ".join(f'a{n}="x"' for n in range(900_000))
    yield "attributes.xlsx", book(f"<worksheet {MAIN} {attributes}/>")
    entity = '<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    yield "laughs.xlsx", book(f"{entity}]><worksheet {MAIN}>&j;</worksheet>")
    yield (
        "laughs in utf-16.xlsx",
        book(
            parts=[
                (
                    "xl/worksheets/sheet1.xml",
                    f"{entity}]><worksheet>&j;</worksheet>".encode("utf-16"),
                )
            ]
        ),
    )
    yield (
        "a file of the machine.xlsx",
        book(
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
            f"<worksheet {MAIN}>&b;</worksheet>"
        ),
    )
    yield "comments.xlsx", book(sheet_of(named, around="<!---->" * 5_000_000))
    yield "numbers.xlsx", book(sheet_of(named + f"<row><c><v>{'9' * 5_000_000}</v></c></row>"))
    yield "a far date.xlsx", book(sheet_of(named + '<row><c t="d"><v>99999-99-99</v></c></row>'))
    yield (
        "far columns.xlsx",
        book(sheet_of(named + '<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>')),
    )
    yield "negative.xlsx", book(sheet_of('<row r="-5"><c r="A-5"><v>1</v></c></row>'))
    yield "no such string.xlsx", book(sheet_of('<row><c t="s"><v>99</v></c></row>'))


def damaged() -> Iterator[tuple[str, bytes]]:
    """One workbook with bytes that were changed at random."""
    whole = book(sheet_of(head("name", "website") + head("Example", "x") * 50))
    for seed in range(20):
        chance = random.Random(seed)  # noqa: S311
        data = bytearray(whole)
        for _time in range(seed + 1):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"damaged {seed}.xlsx", bytes(data)
    yield "cut off.xlsx", whole[: len(whole) // 2]
    yield "a checksum.xlsx", whole.replace(zlib.crc32(b"").to_bytes(4, "little"), b"abcd")


if __name__ == "__main__":
    sys.exit(main())
