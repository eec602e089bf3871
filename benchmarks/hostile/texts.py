"""CSV files that cost: many cells, odd encodings, one byte ten million times."""

import random
from collections.abc import Iterator

MEGABYTE = 2**20


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
