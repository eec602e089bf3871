"""Bytes in letters: by their label, and where it cannot be right, by what they are."""

import pytest

from requests_app.intake.charsets import SCRIPT_OF, codec_of, letters, unlabelled

CHINESE, RUSSIAN, POLISH = "请删除我的数据。", "Удалите мои данные", "Proszę usunąć „Łódź”"
JAPANESE, KOREAN, THAI = "私のデータを削除", "내 데이터를 삭제", "ลบข้อมูลของฉัน"
GREEK, HEBREW, ARABIC = "Διαγράψτε τα", "מחקו את המידע", "احذفوا بياناتي"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        *((CHINESE, name) for name in ["gb2312", "gbk", "gb18030", "hz", "utf-16"]),
        ("請刪除我的資料", "big5"),
        *((JAPANESE, name) for name in ["shift_jis", "euc-jp", "iso-2022-jp"]),
        (KOREAN, "euc-kr"),
        *((RUSSIAN, name) for name in ["koi8-r", "windows-1251", "iso-8859-5", "x-mac-cyrillic"]),
        (POLISH, "windows-1250"),
        (GREEK, "iso-8859-7"),
        (HEBREW, "windows-1255"),
        (ARABIC, "windows-1256"),
        (THAI, "tis-620"),
        ("Größe “so” – 5 €", "windows-1252"),
        ("Größe", "macintosh"),
    ],
)
def test_what_is_in_the_encoding_that_it_names_is_read_without_a_doubt(text, charset):
    assert letters(text.encode(codec_of(charset)), charset) == (text, True)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        *((CHINESE, name) for name in ["gb2312", "gbk", "gb18030", "big5", "utf-16"]),
        *((JAPANESE, name) for name in ["shift_jis", "euc-jp", "iso-2022-jp"]),
        (KOREAN, "euc-kr"),
        *((RUSSIAN, name) for name in ["koi8-r", "windows-1251", "us-ascii", "iso-8859-1"]),
        (POLISH, "iso-8859-2"),
        (GREEK, "iso-8859-7"),
        (HEBREW, "windows-1255"),
        (ARABIC, "windows-1256"),
        (THAI, "windows-874"),
        ("Größe", "windows-1251"),
        ("Größe", "koi8-r"),
        ("Schöne Grüße und bräuchte", "gbk"),
    ],
)
def test_utf_8_under_another_label_is_read_as_utf_8_with_a_doubt(text, charset):
    assert letters(text.encode(), charset) == (text, False)


@pytest.mark.parametrize(
    "text", ["Bitte löschen Sie, größer", "café", "Öl", "Łódź, jest", "naïve à"]
)
@pytest.mark.parametrize("charset", ["gb2312", "gbk", "big5"])
def test_latin_letters_in_words_are_utf_8_whatever_they_would_be_in_chinese(text, charset):
    assert letters(text.encode(), charset) == (text, False)


@pytest.mark.parametrize(
    ("content", "charset", "reading"),
    [
        pytest.param("Löschen".encode("utf-8-sig"), "utf-8", ("Löschen", True), id="UTF-8"),
        pytest.param("Löschen".encode("utf-8-sig"), "latin-1", ("Löschen", False), id="wrong"),
        pytest.param(RUSSIAN.encode("utf-16"), "", (RUSSIAN, True), id="UTF-16"),
        pytest.param(RUSSIAN.encode("utf-16"), "utf-8", (RUSSIAN, False), id="UTF-16, not named"),
        pytest.param(RUSSIAN.encode("utf-16"), "utf-16", (RUSSIAN, True), id="UTF-16, named"),
    ],
)
def test_a_byte_order_mark_is_no_letter_and_says_the_encoding(content, charset, reading):
    assert letters(content, charset) == reading


@pytest.mark.parametrize("content", [b"a\0b", "delete".encode("utf-16-le"), b"\0\0"])
def test_nul_is_no_letter_of_any_text(content):
    assert not letters(content, "utf-8").is_sure


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "koi8-r"),
        (GREEK, "iso-8859-7"),
        ("Żądam usunięcia", "cp1250"),
        ("Łukasz", "cp1250"),
        ("święto, mężczyzna, miłość", "iso-8859-2"),
    ],
)
@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
def test_other_letters_under_a_western_label_are_a_doubt(text, encoding, charset):
    assert not letters(text.encode(encoding), charset).is_sure


@pytest.mark.parametrize(
    "text", ["ÅÄÖ, Größe", "5 £, £5, £Mio", "½ Liter, 20 °C, m²", "¿Qué? ¡No!", "Æøå", "§ 5 ¶ x"]
)
def test_western_letters_under_their_own_label_are_none(text):
    assert letters(text.encode("latin-1"), "iso-8859-1") == (text, True)


def test_what_may_be_either_keeps_its_label_with_a_doubt():
    assert letters("枚".encode("gbk"), "gbk") == ("枚", False)


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (POLISH.encode("cp1250"), "iso-8859-2", POLISH),
        ("①".encode("cp932"), "shift_jis", "①"),
        ("囧镕".encode("gb18030"), "gb2312", "囧镕"),
        ("똠방".encode("cp949"), "euc-kr", "똠방"),
    ],
)
def test_a_label_stands_for_what_programs_write_under_it(content, charset, text):
    assert letters(content, charset).text == text


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (CHINESE.encode("gbk") + b"\xff", "gbk", CHINESE + "\ufffd"),
        ("Größe".encode("latin-1"), "euc-jp", "Größe"),
        ("Größe: ".encode() + b"L\xf6schung", "utf-8", "Größe: Löschung"),
        (b"a\x81b\xfc", "iso-8859-1", "a\ufffdbü"),
        (JAPANESE.encode("iso-2022-jp"), "", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), "utf-8", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), "iso-8859-1", JAPANESE),
        # Neither ISO nor Windows has a letter there.
        (b"a\x83\xb3", "iso-8859-2", "a\x83ł"),
        (JAPANESE.encode("iso-2022-jp"), "us-ascii", JAPANESE),
    ],
)
def test_of_what_is_in_no_encoding_as_much_as_can_be_is_read_with_a_doubt(content, charset, text):
    assert letters(content, charset) == (text, False)


@pytest.mark.parametrize("charset", ["", "x-none", "base64", "rot13", "idna", "a\0b"])
def test_utf_8_needs_no_label(charset):
    assert letters("Größe".encode(), charset) == ("Größe", True)


@pytest.mark.parametrize(
    ("content", "rather", "text"),
    [
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        (RUSSIAN.encode(), "koi8-r", RUSSIAN),
        (JAPANESE.encode("shift_jis"), "shift_jis", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), "shift_jis", JAPANESE),
        ("Größe".encode("latin-1"), "utf-8", "Größe"),
        ("Größe".encode("latin-1"), "", "Größe"),
        ("Größe".encode("latin-1"), "euc-jp", "Größe"),
    ],
)
def test_bare_bytes_are_utf_8_else_as_the_text_else_western_and_always_doubtful(
    content, rather, text
):
    assert unlabelled(content, rather) == (text, False)


def text_in(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeError:
        return ""


@pytest.mark.parametrize(
    "charset",
    [
        *(
            "iso8859-5",
            "cp1251",
            "koi8-r",
            "koi8-u",
            "mac-cyrillic",
            "cp855",
            "iso8859-7",
            "cp1253",
        ),
        *("iso8859-6", "cp1256", "tis-620", "iso8859-11", "cp874", "big5", "big5hkscs"),
        *(
            "cp950",
            "gb2312",
            "gbk",
            "gb18030",
            "shift_jis",
            "cp932",
            "euc_jp",
            "euc_kr",
            "cp949",
            "johab",
        ),
    ],
)
def test_two_letters_of_the_script_of_a_label_are_not_taken_for_utf_8(charset):
    script = SCRIPT_OF[codec_of(charset)]
    pairs = (bytes([lead, trail]) for lead in range(0xC2, 0xE0) for trail in range(0x80, 0xC0))
    texts = {pair: text_in(pair, charset) for pair in pairs}
    kept = [pair for pair, text in texts.items() if text and all(map(script.match, text))]
    kept = [pair for pair in kept if not script.match(pair.decode())]
    assert kept
    assert {letters(pair, charset) for pair in kept} == {(texts[pair], False) for pair in kept}


@pytest.mark.parametrize(
    ("charset", "of_windows", "text"),
    [
        ("iso-8859-2", "cp1250", "Šťastný"),
        ("iso-8859-4", "cp1257", "“Lūdzu”"),
        ("iso-8859-5", "cp1251", "Љубав"),
        ("iso-8859-6", "cp1256", "پچ"),
        ("iso-8859-7", "cp1253", "“αβγ”"),
        ("iso-8859-8", "cp1255", "“שלום”"),
        ("iso-8859-8-i", "cp1255", "“שלום”"),
        ("iso-8859-9", "cp1254", "“ğış”"),
        ("iso-8859-11", "cp874", "“ลบ”"),
        ("iso-8859-13", "cp1257", "„žš“–"),
        ("iso-8859-15", "cp1252", "“é”"),
        ("tis-620", "cp874", "ลบ…"),
    ],
)
def test_where_a_label_leads_to_controls_the_one_of_windows_was_meant(charset, of_windows, text):
    assert letters(text.encode(of_windows), charset) == (text, False)


@pytest.mark.parametrize(
    ("charset", "wider", "text"),
    [
        ("big5", "big5hkscs", "嘅咗"),
        ("euc-kr", "cp949", "똠방각하"),
        ("gb2312", "gb18030", "囧镕鎔"),
        ("gbk", "gb18030", "㐀㐁"),
        ("shift_jis", "cp932", "①②髙"),
    ],
)
def test_a_label_is_taken_for_the_wider_one_that_programs_mean(charset, wider, text):
    assert letters(text.encode(wider), charset) == (text, True)


@pytest.mark.parametrize("charset", ["utf-32", "x-sjis", "x-gbk", "x-euc-jp", "x-mac-cyrillic"])
def test_names_that_only_mail_knows_are_known(charset):
    assert codec_of(charset)
    assert codec_of(f' "{charset.upper()}" ') == codec_of(charset)


@pytest.mark.parametrize("charset", ["", "utf-8", "us-ascii", "iso-8859-1", "koi8-r", "gbk", "hz"])
def test_plain_letters_are_the_same_in_all(charset):
    assert letters(b"Delete it.", charset) == ("Delete it.", True)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *(("cp-850", "cp850"), ("ibm-850", "cp850"), ("dos-437", "cp437"), ("ms932", "cp932")),
        *(("windows-31j", "cp932"), ("x-windows-949", "cp949"), ("x-cp1251", "cp1251")),
        *(("ansi", "cp1252"), ("x-unknown", ""), ("x-user-defined", ""), ("windows-", "")),
    ],
)
def test_a_name_that_only_mail_knows_has_its_codec(name, codec):
    assert codec_of(name) == codec
