"""From the bytes of a file to its text, whatever program has saved it."""

import codecs
import re

from django.utils.translation import gettext as _

from registry.base.refusals import refuse

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# A character of two bytes or more, as UTF-8 writes it.
_UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# What Windows calls Latin-1: it also has the dashes and quotes that Latin-1 lacks.
_LATIN_1 = "cp1252"


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Raises `Refused` where no encoding fits."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding), encoding.upper()[:6].rstrip("-")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        # Where some of it is UTF-8, it is UTF-8 that was damaged: no guess would mend it.
        if _UTF8_CHARACTER.search(data):
            raise _broken(data, error.start, "UTF-8") from error
    return _decode(data, _LATIN_1), "Latin-1"


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
        line=data.count(b"\n", 0, position) + 1,
    )
