"""From the bytes of a file to its text, whatever program has saved it; where that cannot be
told, what it would say in each encoding."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from registry.files.reading.western import is_certain, looks_misread, strangeness
from registry.refusals import Refusal, Refused, refuse, shown

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# A character of two bytes or more, as UTF-8 writes it.
_UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_HIGH = bytes(range(0x80, 0x100))
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# What Windows calls Latin-1: it also has the dashes and quotes that Latin-1 lacks.
_LATIN_1 = "cp1252"
# By the names that are offered where it cannot be told, in this order.
OFFERED = (
    "cp1252",
    "cp1250",
    "iso8859-2",
    "cp1251",
    "koi8-r",
    "iso8859-5",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "mac-roman",
    "cp850",
    "cp852",
    "cp866",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "iso2022_jp",
    "utf-8",
)
# What is understood besides, where somebody names it.
_OTHERS = (
    *("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii"),
    *(f"iso8859-{part}" for part in range(1, 17) if part not in {2, 5, 12}),
    *("cp437", "cp855", "cp857", "cp932", "cp949"),
    *("koi8-u", "mac-latin2", "mac-cyrillic", "mac-greek", "mac-turkish", "gbk"),
)
# So many letters that look strange in UTF-8 may be an accident of another encoding.
FEW = 5
LINES_SHOWN = 3
# Of a line, from so many bytes before its first beyond ASCII to so many after it.
BEFORE, AFTER = 20, 200
# Of 8-bit encodings: what no text holds.
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# How Japanese text of seven bits switches to its characters; as UTF-8 it would be nonsense.
_ISO_2022 = re.compile(rb"\x1b\$[@B]|\x1b\$\([A-Z]")
_TELLING = re.compile(_BEYOND_ASCII.pattern + b"|" + _ISO_2022.pattern)


@dataclass(frozen=True)
class Reading:
    """What a file would say in one encoding."""

    encoding: str
    lines: tuple[str, ...]


class Undecided(Refused):
    """A file whose encoding has to be asked for. `readings` shows what there is to choose."""

    def __init__(self, refusals, readings: list[Reading]):
        super().__init__(refusals)
        self.readings = readings

    def in_file(self, name):
        return Undecided((refusal.in_file(name) for refusal in self.refusals), self.readings)


def known_encoding(name: str) -> str:
    """As it is offered. Raises ValueError for what is no encoding of text."""
    try:
        wanted = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        wanted = None
    for known in (*OFFERED, *_OTHERS):
        if wanted and codecs.lookup(known).name == wanted:
            return known
    raise ValueError(
        _("“{name}” is not a known encoding. Use one of {list}.").format(
            name=shown(name), list=", ".join(OFFERED)
        )
    )


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text, and the name of its encoding: the one that was named, or what the bytes show.

    Raises `Refused` where no encoding fits, and `Undecided` where it has to be asked for.
    """
    for mark, marked in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode(data[len(mark) :], marked), marked.upper()[:6].rstrip("-")
    if encoding:
        return _decode(data, encoding).removeprefix("\ufeff"), encoding.upper()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _of_one_byte(data, error.start)
    if (found := _ISO_2022.search(data)) and data.isascii():
        raise _undecided(data, found.start())
    # In Windows-1252 too a capital with a closing quote may look like a character of UTF-8.
    if not text.isascii() and _are_few(data) and looks_misread(text):
        western = _western(data)
        if western is not None:
            return western, "Latin-1"
    return text, "UTF-8"


def _are_few(data: bytes) -> bool:
    return len([*islice(_UTF8_CHARACTER.finditer(data), FEW + 1)]) <= FEW


def _of_one_byte(data: bytes, position: int) -> tuple[str, str]:
    """`position` is where UTF-8 ends to fit."""
    if (text := _western(data)) is not None:
        return text, "Latin-1"
    # None of it as a list: a file may have millions of them.
    lengths = Counter(map(_length, _UTF8_CHARACTER.finditer(data)))
    whole = lengths.total()
    ascii_only = data.translate(None, _HIGH)
    broken = len(data) - len(ascii_only) - sum(size * many for size, many in lengths.items())
    # Where more of it is UTF-8 than is not, it is UTF-8 that was damaged: no guess would mend it.
    is_even = whole == broken and not looks_misread(data.decode("utf-8", "replace"))
    if whole > broken or is_even:
        raise _broken(data, position, "UTF-8")
    raise _undecided(data, position)


def _length(found: re.Match) -> int:
    return found.end() - found.start()


def _western(data: bytes) -> str | None:
    try:
        text = data.decode(_LATIN_1)
    except UnicodeDecodeError:
        return None
    return text if is_certain(text) else None


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(data, error.start, encoding.upper()) from error


def _broken(data: bytes, position: int, encoding: str):
    return refuse(
        _(
            "byte {byte} is not text in the encoding {encoding}. Save the file as CSV UTF-8 and"
            " import it again."
        ).format(byte=f"0x{data[position]:02X}", encoding=encoding),
        line=_line_of(data, position),
    )


def _undecided(data: bytes, position: int) -> Refused:
    readings = list(_readings(data))
    readings.sort(key=lambda reading: strangeness(" ".join(reading.lines)))
    if not readings:
        return _broken(data, position, "UTF-8")
    refusal = Refusal(
        _(
            "the encoding of the file cannot be detected: from here on, byte {byte} "
            "is a different letter in each possible encoding. Choose the encoding in "
            "which the text is right (--encoding), or save the file as CSV UTF-8 and "
            "import it again."
        ).format(byte=f"0x{data[position]:02X}"),
        line=_line_of(data, position),
    )
    return Undecided([refusal], readings)


def _readings(data: bytes) -> Iterator[Reading]:
    """The first lines that differ, in each encoding that can read the whole file.

    Those that say the same are offered once.
    """
    told = set()
    for encoding in OFFERED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = tuple(_telling(data, encoding))
        if lines in told or _CONTROLS.search(text):
            continue
        told.add(lines)
        yield Reading(encoding, lines)


def _telling(data: bytes, encoding: str) -> Iterator[str]:
    """The first lines with anything beyond ASCII, as they read in an encoding.

    What stands far before it in a line is the same in each, and is left out.
    """
    end = 0
    for _number in range(LINES_SHOWN):
        if not (place := _TELLING.search(data, end)):
            return
        odd = place.start()
        start = max(data.rfind(b"\n", end, odd) + 1, data.rfind(b"\r", end, odd) + 1, odd - BEFORE)
        ends = (data.find(line_end, odd) for line_end in (b"\n", b"\r"))
        end = min((it for it in ends if it >= 0), default=len(data))
        yield shown(data[start : min(end, odd + AFTER)].decode(encoding, "replace").strip())


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
