"""Archives that lie of their size, nest, or hold far too much."""

import io
import zipfile
from collections.abc import Iterator

MEGABYTE = 2**20


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
