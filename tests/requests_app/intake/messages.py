"""Messages for tests: whole ones, and the kinds of damage that mail arrives with."""

import base64
from datetime import UTC, datetime
from random import Random

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANN = "Ann Example <ann@example.org>"


def message(text="Please delete my data.", **fields) -> bytes:
    """A message as a mail server hands it on; `x_y="…"` becomes the header `X-Y`."""
    headers = {
        "from_": ANN,
        "to": "privacy@example.com",
        "subject": "My data",
        "date": "Fri, 20 Nov 2026 10:00:00 +0100",
        **fields,
    }
    lines = [
        f"{name.strip('_').replace('_', '-').title()}: {value}"
        for name, value in headers.items()
        if value is not None
    ]
    return "\n".join([*lines, "", text]).encode("utf-8", "surrogateescape")


def multipart(*parts: str, kind="mixed", end="--b--\n", **fields) -> bytes:
    """A message of parts, each with its own head."""
    body = "".join(f"--b\n{part}\n" for part in parts) + end
    return message(body, content_type=f'multipart/{kind}; boundary="b"', **fields)


def part(content: str, content_type="text/plain", **fields) -> str:
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in fields.items()]
    return "\n".join([f"Content-Type: {content_type}", *lines, "", content])


def attached(content: bytes, name="copy.pdf", content_type="application/pdf") -> str:
    return part(
        base64.encodebytes(content).decode(),
        content_type,
        content_disposition=f'attachment; filename="{name}"',
        content_transfer_encoding="base64",
    )


def nested(depth: int) -> bytes:
    heads = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)]
    return message("")[:-1] + "".join(heads).encode() + b"\nIn the innermost.\n"


WITH_FILE = multipart(part("See the copy."), attached(bytes(range(256)) * 8))
# What happens to mail between its sender and us, and what is done to it on purpose.
DAMAGES = {
    "nothing": lambda raw, chance: raw,
    "cut off": lambda raw, chance: raw[: chance.randrange(1, len(raw))],
    "begun late": lambda raw, chance: raw[chance.randrange(1, len(raw)) :] or b"x",
    "bytes turned": lambda raw, chance: _turned(raw, chance, len(raw) // 20),
    "bytes lost": lambda raw, chance: bytes(b for b in raw if chance.random() > 0.03) or b"x",
    "lines lost": lambda raw, chance: _lines(raw, chance, keep=0.8) or b"x",
    "lines mixed": lambda raw, chance: b"\n".join(
        chance.sample(raw.split(b"\n"), raw.count(b"\n"))
    ),
    "lines doubled": lambda raw, chance: raw.replace(b"\n", b"\n\n"),
    "CRLF": lambda raw, chance: raw.replace(b"\n", b"\r\n"),
    "CR only": lambda raw, chance: raw.replace(b"\n", b"\r"),
    "one line": lambda raw, chance: raw.replace(b"\n", b" "),
    "no headers": lambda raw, chance: raw.partition(b"\n\n")[2],
    "no sender": lambda raw, chance: message(from_=None, subject=str(chance.random())),
    "no boundary": lambda raw, chance: raw.replace(b"boundary", b"border"),
    "another boundary": lambda raw, chance: raw.replace(b"--b", b"--c"),
    "another charset": lambda raw, chance: message(
        _junk(chance, 200), content_type=f"text/plain; charset={chance.choice(CHARSETS)}"
    ),
    "another encoding": lambda raw, chance: message(
        _junk(chance, 200), content_transfer_encoding=chance.choice(ENCODINGS)
    ),
    "NULs": lambda raw, chance: raw.replace(b"e", b"\0"),
    "halves of characters": lambda raw, chance: message(
        "\udced\udca0\udc80", subject="=?utf-8?b?7aCA?=", x=str(chance.random())
    ),
    "RFC 2047": lambda raw, chance: message(
        subject=_encoded_word(chance), from_=f"{_encoded_word(chance)} <ann@example.org>"
    ),
    "long header": lambda raw, chance: message(subject="x" * 90_000, references="<a@b> " * 9_000),
    "brackets": lambda raw, chance: message(from_="(" * chance.randrange(1_100, 2_000)),
    "many parts": lambda raw, chance: multipart(*[part("x")] * chance.randrange(480, 520)),
    "deep parts": lambda raw, chance: nested(chance.randrange(15, 120)),
    "HTML": lambda raw, chance: message(
        _torn(chance, "<p>Hi <a href='https://example.org'>there</a><!-- -- ><script>x</script>"),
        content_type="text/html",
    ),
    "binary": lambda raw, chance: chance.randbytes(chance.randrange(1, 5_000)),
    "dates": lambda raw, chance: message(date=chance.choice(DATES), x=str(chance.random())),
    "addresses": lambda raw, chance: message(from_=_torn(chance, ANN) or "x"),
    "message in message": lambda raw, chance: (
        message(content_type="message/rfc822") + raw[: chance.randrange(len(raw))]
    ),
    "file names": lambda raw, chance: multipart(
        attached(b"x", name=_torn(chance, "../../é\u202efdp.exe")), x=str(chance.random())
    ),
}
CHARSETS = ["utf-16", "utf-7", "idna", "punycode", "x-none", "", "base64", '"', "iso-2022-jp"]
ENCODINGS = ["base64", "quoted-printable", "x-uuencode", "8bit", "7bit", "none", ""]
DATES = ["", "yesterday", "Fri, 99 Nov 9999 99:99:99 +9999", "1 Jan 0001 00:00", "0", "Mon, 1 Jan"]


def damaged(kind: str, number: int) -> bytes:
    """The same bytes for the same number, and others for another."""
    chance = Random(f"{kind} {number}")
    raw = WITH_FILE.replace(b"My data", f"My data {number}".encode())
    return DAMAGES[kind](raw, chance)


def _junk(chance: Random, length: int) -> str:
    return chance.randbytes(length).decode("utf-8", "surrogateescape")


def _turned(raw: bytes, chance: Random, count: int) -> bytes:
    changed = bytearray(raw)
    for _each in range(count):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _lines(raw: bytes, chance: Random, keep: float) -> bytes:
    return b"\n".join(line for line in raw.split(b"\n") if chance.random() < keep)


def _torn(chance: Random, text: str) -> str:
    return "".join(chance.choices(text, k=chance.randrange(1, 80)))


def _encoded_word(chance: Random) -> str:
    charset = chance.choice(["utf-8", "utf-16", "x-none", "", "idna"])
    return f"=?{charset}?{chance.choice('bqBQx')}?{chance.randbytes(9).hex()}=?= =?="
