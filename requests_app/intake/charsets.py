"""Which letters some bytes stand for, whatever encoding they claim to be in."""

import codecs
import re
from typing import NamedTuple

# Codecs that are none of mail's; some of them take the square of the time.
NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
UTF_8 = "utf-8"
# Parts of names that only mail knows: x-sjis, windows-874, x-windows-949, iso-8859-8-i.
OTHER_NAMES = re.compile(
    r"^x-(?!windows-)|^(?:x-)?(?:windows|cp|ibm|dos|ms)-?|(?<=8859-[68])-[ie]$"
)
ALIASES = {"windows-31j": "cp932", "ansi": "cp1252", "unicode": "utf-16", "x-user-defined": ""}
WESTERN = {"ascii", "iso8859-1", "cp1252"}
NOT_NAMED = {"", UTF_8, *WESTERN}
# Labels that stand for more than they say, as browsers take them too.
WIDER = {
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
# What was meant where a label of ISO's leads to controls: Windows has letters and quotes there.
OF_WINDOWS = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
    "tis-620": "cp874",
}
CONTROLS = re.compile(r"[\x80-\x9f]")
SHIFT = b"\x1b$"  # with which the seven bits of ISO 2022 become Japanese, Chinese, Korean
EAST_ASIAN = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]")
SCRIPTS = {
    re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"): ["iso8859-7", "cp1253", "mac-greek"],
    re.compile(r"[\u0400-\u052f]"): [
        *("koi8-r", "koi8-u", "cp1251", "iso8859-5", "mac-cyrillic", "cp855", "cp866"),
    ],
    re.compile(r"[\u0590-\u05ff]"): ["iso8859-8", "cp1255"],
    re.compile(r"[\u0600-\u06ff]"): ["iso8859-6", "cp1256"],
    re.compile(r"[\u0e00-\u0e7f]"): ["tis-620", "iso8859-11", "cp874"],
    EAST_ASIAN: [
        *("big5", "big5hkscs", "cp950", "gb2312", "gbk", "gb18030", "shift_jis", "cp932"),
        *("euc_jp", "euc_kr", "cp949", "johab"),
    ],
}
SCRIPT_OF = {codec: script for script, names in SCRIPTS.items() for codec in names}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Letters as German or French have them in words of ASCII.
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
LATIN_LETTERS = re.compile("[\u00c0-\u024f]+")
ASCII_LETTER = re.compile("[A-Za-z]")
# In Western text nothing of this stands beside a letter, and no word has so many of the others.
NOT_WESTERN = re.compile(
    r"[^\W\d_][£¤¥¦©¬¯±²³¶¸¹¼½¾¿¡]+[^\W\d_]|(?<!\w)[¤¥¦¬¯±³¹¼¾][^\W\d_]|(?<!\w)£[a-zà-ÿ]"
    r"|[\u00c0-\u024f]{4}"
)
# So many characters in a row are not valid UTF-8 by accident, in whatever else they may be too.
BEYOND_ACCIDENT = 4


class DecodedText(NamedTuple):
    """Some text, and whether it is sure to be what was meant."""

    text: str
    is_sure: bool = True


def letters(content: bytes, claimed: str = "") -> DecodedText:
    """What bytes say that claim an encoding. What is not in it is read as it can be."""
    codec = codec_of(claimed)
    for mark, marked in MARKS.items():
        if content.startswith(mark) and (said := _decoded(content, marked)) is not None:
            return DecodedText(said.removeprefix("\ufeff"), marked.startswith(codec))
    said = _as_named(content, codec)
    # Of an encoding of two bytes or four that was taken for another.
    return said._replace(is_sure=said.is_sure and "\0" not in said.text)


def _as_named(content: bytes, codec: str) -> DecodedText:
    if codec in NOT_NAMED and SHIFT in content:
        shifted = _decoded(content, "iso2022_jp_2")
        if shifted is not None:
            return DecodedText(shifted, is_sure=False)
    if codec in {"", UTF_8}:
        said = _decoded(content, UTF_8)
        return DecodedText(_western(content), is_sure=False) if said is None else DecodedText(said)
    if codec in WESTERN:
        return _of_western(content, codec)
    return _of_others(content, codec)


def unlabelled(content: bytes, rather: str = "") -> DecodedText:
    """What bytes say where no encoding can be named: UTF-8, else `rather`, else Western."""
    said = letters(content)
    if said.is_sure or SHIFT in content:
        return DecodedText(said.text, is_sure=False)
    codec = codec_of(rather)
    other = None if codec in NOT_NAMED else _of_others(content, codec).text
    return DecodedText(said.text if other is None or "\ufffd" in other else other, is_sure=False)


def codec_of(name: str) -> str:
    """The codec by Python's name for it; empty where none is named, or none of mail's."""
    name = name.strip("'\" ").lower()
    name = ALIASES.get(name, name)
    for called in dict.fromkeys([name, OTHER_NAMES.sub(_name_here, name)]):
        try:
            codec = codecs.lookup(called)
            b"as text".decode(called)  # not all codecs are of text
        except UnicodeError:
            pass
        except (LookupError, ValueError):
            continue
        return "" if codec.name in NO_CHARSETS else codec.name
    return ""


def _name_here(name: re.Match) -> str:
    return "" if name[0].startswith(("x-", "-")) and "windows" not in name[0] else "cp"


def _of_western(content: bytes, codec: str) -> DecodedText:
    if content.isascii():
        return DecodedText(content.decode("ascii"))
    # Valid UTF-8 by accident is next to impossible; the wrong label is common.
    text = _decoded(content, UTF_8)
    if text is not None:
        return DecodedText(text, is_sure=False)
    text = _decoded(content, "cp1252")
    if text is not None:
        return DecodedText(text, is_sure=codec != "ascii" and not NOT_WESTERN.search(text))
    return DecodedText(_western(content), is_sure=False)


def _of_others(content: bytes, codec: str) -> DecodedText:
    said = _decoded(content, codec)
    if said is None and codec in WIDER:
        said = _decoded(content, WIDER[codec])
    has_8_bits = not content.isascii() or codec.startswith(("utf-16", "utf-32"))
    utf_8 = _decoded(content, UTF_8) if has_8_bits else None
    if utf_8 is not None and _is_rather(utf_8, said, codec):
        return DecodedText(utf_8, is_sure=False)
    if said is None:
        return DecodedText(_damaged(content, codec), is_sure=False)
    if codec in OF_WINDOWS and CONTROLS.search(said):
        of_windows = _decoded(content, OF_WINDOWS[codec])
        return DecodedText(of_windows or said, is_sure=False)
    return DecodedText(said, is_sure=utf_8 is None)


def _is_rather(utf_8: str, said: str | None, codec: str) -> bool:
    """Whether bytes that are valid in both are UTF-8 rather than what their label says."""
    if said is None:
        return True
    if codec.startswith(("utf-16", "utf-32")):
        return "\0" not in utf_8
    script = SCRIPT_OF.get(codec)
    if script is None or script.search(utf_8) or _is_in_latin_words(utf_8):
        return True
    foreign = [letter for letter in said if not letter.isascii()]
    return (
        not all(script.match(letter) for letter in foreign)
        or sum(not letter.isascii() for letter in utf_8) >= BEYOND_ACCIDENT
    )


def _is_in_latin_words(text: str) -> bool:
    """Whether all letters beyond ASCII are Latin, and some stand beside one of ASCII."""
    runs = [*BEYOND_ASCII.finditer(text)]
    return all(LATIN_LETTERS.fullmatch(run[0]) for run in runs) and any(
        ASCII_LETTER.match(text, run.start() - 1) or ASCII_LETTER.match(text, run.end())
        for run in runs
    )


def _damaged(content: bytes, codec: str) -> str:
    """By its label, where that leaves more letters of its script than holes."""
    script = SCRIPT_OF.get(codec)
    if script:
        text = content.decode(WIDER.get(codec, codec), "replace")
        if len(script.findall(text)) > 2 * text.count("\ufffd"):
            return text
    return _western(content)


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _western(content: bytes) -> str:
    """UTF-8 where it is, and Western letters for each byte that is not."""
    return content.decode(UTF_8, "western")


def _one_western(error: UnicodeError) -> tuple[str, int]:
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error("western", _one_western)
