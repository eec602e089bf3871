"""The words of a head: encoded ones (RFC 2047), and bytes that nobody encoded."""

import binascii
import re
from collections.abc import Callable
from itertools import groupby

from requests_app.intake.charsets import DecodedText, letters, unlabelled

ENCODED = re.compile(r"=\?([^?*\s]*)(?:\*[^?\s]*)?\?([bq])\?((?:[^?]|\?(?!=))*)\?=", re.IGNORECASE)
BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")


def read_words(value: str, rather: str = "", put: Callable[[str], str] = str) -> DecodedText:
    """A value of a head in letters. `put` says what stands for each run of encoded words.

    Of bytes that are no UTF-8 `rather` is the likely encoding.
    """
    is_sure = True
    if not value.isascii() or "\x1b" in value:
        value, is_sure = unlabelled(value.encode("utf-8", "surrogateescape"), rather)
    read, run, end = [], [], 0
    for word in ENCODED.finditer(value):
        content = _content(word)
        if content is None:
            is_sure = False
            continue
        between = value[end : word.start()]
        # Spaces between two encoded words only fold the line: RFC 2047, 6.2.
        if not run or between.strip():
            is_sure &= _end(run, read, put)
            read.append(between)
        run.append((word[1].lower(), content))
        end = word.end()
    is_sure &= _end(run, read, put)
    return DecodedText("".join([*read, value[end:]]), is_sure)


def _end(run: list[tuple[str, bytes]], read: list[str], put: Callable[[str], str]) -> bool:
    """Read a run of words that are one text. A letter may begin in one and end in the next."""
    if not run:
        return True
    readings = [
        letters(b"".join(content for _charset, content in words), charset)
        for charset, words in groupby(run, key=lambda word: word[0])
    ]
    run.clear()
    read.append(put("".join(reading.text for reading in readings)))
    return all(reading.is_sure for reading in readings)


def _content(word: re.Match) -> bytes | None:
    text = word[3].encode("utf-8", "surrogateescape")
    if word[2] in "qQ":
        return binascii.a2b_qp(text, header=True)
    if not BASE64.fullmatch(text):
        return None
    try:
        return binascii.a2b_base64(text + b"==")
    except binascii.Error:
        return None
