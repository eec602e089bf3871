"""Workbooks in which one thing stands far too often, and whole ones that were damaged."""

import random
import zlib
from collections.abc import Iterator

from benchmarks.hostile.archives import MEGABYTE, packed

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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
