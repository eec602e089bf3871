import codecs
import time

import pytest

from registry.files.reading.encodings import Undecided, decode, known_encoding
from registry.refusals import Refused


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param("Müller".encode(), "UTF-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + "Müller".encode(), "UTF-8", id="UTF-8 with its mark"),
        pytest.param("Müller".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(
            codecs.BOM_UTF16_BE + "Müller".encode("utf-16-be"), "UTF-16", id="UTF-16, big end first"
        ),
        pytest.param("Müller".encode("latin-1"), "Latin-1", id="Latin-1"),
    ],
)
def test_text_is_read_as_it_was_saved(data, encoding):
    assert decode(data) == ("Müller", encoding)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("a\nü\n".encode() + b"\xff", id="UTF-8 with a broken byte"),
        pytest.param("é\nŁ\n".encode() + b"\xe9", id="more UTF-8 than not"),
        pytest.param(codecs.BOM_UTF8 + b"a\nb\n\xff", id="marked as UTF-8"),
        pytest.param(b"a\nb\n\x81", id="a byte that no Western encoding has"),
    ],
)
def test_a_broken_encoding_is_refused_with_its_line(data):
    with pytest.raises(Refused) as refused:
        decode(data)
    (refusal,) = refused.value.refusals
    assert refusal.line == 3
    assert "the file as CSV UTF-8" in refusal.message


@pytest.mark.parametrize(
    "text",
    [
        "“JOSÉ”",
        "„Ö“",
        "voilà »",
        "« voilà\xa0»",
        "voilà\xa0»",
        "JOSÉ”",
        "SPÄ“",
        "José García, España",
        "Société Générale à Genève, l’été, crème brûlée",
        "São Paulo: informações",
        "Tromsø, København, Ærø, Ångström",
        "Universität – Straße … „Grüße“",
        "più, però, città",
        "n° 5, nº 3, 1ª edición",
        "Häagen-Dazs™, 500 €, 50 £, © 2018",
        "Citroën, naïve, Loïc",
        "château d’Île-de-France, sœur",
        "Luleå, Århus, på",
    ],
)
def test_what_windows_saves_in_western_europe_is_recognised(text):
    assert decode(text.encode("cp1252")) == (text, "Latin-1")


IN_OTHER_ENCODINGS = [
    ("cp1250", "Łódź"),
    ("cp1250", "Kraków, Gdańsk"),
    ("cp1250", "Dvořák"),
    ("cp1250", "České Budějovice"),
    ("cp1250", "Petrović"),
    ("cp1250", "Győr"),
    ("iso8859-2", "Łódź"),
    ("iso8859-2", "Wałęsa"),
    ("cp1251", "Москва"),
    ("cp1251", "ООО Ромашка"),
    ("koi8-r", "Москва"),
    ("koi8-r", "да"),
    ("cp1253", "Αθήνα"),
    ("cp1254", "Beyoğlu"),
    ("cp1254", "Işık"),
    ("cp1255", "שלום"),
    ("cp1256", "القاهرة"),
    ("cp1257", "Rīga"),
    ("mac-roman", "José García"),
    ("mac-roman", "Köln"),
    ("mac-roman", "España"),
    ("mac-roman", "Straße"),
    ("mac-roman", "“Hi”"),
    ("mac-roman", "l’été"),
    ("shift_jis", "ソニー"),
    ("shift_jis", "株式会社"),
    ("gb18030", "北京"),
    ("big5", "台北"),
    ("euc_kr", "서울"),
    ("iso2022_jp", "東京"),
    ("cp850", "Müller"),
    ("cp866", "Москва"),
    ("euc_jp", "東京都"),
    ("cp1258", "Đà"),
    ("mac-roman", "São Paulo"),
    ("cp850", "Ö"),
    ("cp850", "é"),
    ("cp852", "Plzeň"),
    ("gb18030", "上海"),
]


@pytest.mark.parametrize(("encoding", "text"), IN_OTHER_ENCODINGS)
def test_what_cannot_be_told_is_asked_for_and_shown_as_it_would_read(encoding, text):
    with pytest.raises(Undecided) as asked:
        decode(f"name\n{text}\n".encode(encoding))
    assert asked.value.refusals[0].line == 2
    assert "--encoding" in asked.value.refusals[0].message
    assert (text,) in [reading.lines for reading in asked.value.readings]


@pytest.mark.parametrize(("encoding", "text"), IN_OTHER_ENCODINGS)
def test_an_encoding_that_was_named_is_taken(encoding, text):
    assert decode(text.encode(encoding), encoding) == (text, encoding.upper())


def test_each_reading_is_offered_once_and_the_likeliest_first():
    with pytest.raises(Undecided) as asked:
        decode("Łódź".encode("cp1250"))
    readings = asked.value.readings
    assert readings[0].encoding == "cp1250"
    assert len({reading.lines for reading in readings}) == len(readings)


def test_three_lines_are_shown_and_those_without_a_doubt_are_not():
    with pytest.raises(Undecided) as asked:
        decode("name\nA\nŁa\nB\nŁb\nŁc\nŁd\n".encode("cp1250"))
    assert asked.value.readings[0].lines == ("Ła", "Łb", "Łc")


@pytest.mark.parametrize("text", ["nº 5", "1.ª", "Nº 5", "µm", "CAFê", "κ", "FOģ"])
def test_utf_8_is_not_taken_for_western_letters(text):
    assert decode(f"name\n{text}\n".encode()) == (f"name\n{text}\n", "UTF-8")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_of_a_long_line_the_telling_part_is_shown(end):
    with pytest.raises(Undecided) as asked:
        decode(f"name{end}{'x ' * 200}Łódź{' x' * 200}{end}".encode("cp1250"))
    assert "Łódź" in asked.value.readings[0].lines[0]


@pytest.mark.slow
def test_a_long_line_is_asked_for_soon():
    began = time.monotonic()
    with pytest.raises(Undecided):
        decode("Łódź,".encode("cp1250") + b"x" * 5_000_000)
    assert time.monotonic() - began < 5


def test_an_encoding_that_does_not_fit_is_refused():
    with pytest.raises(Refused, match="line 2: byte 0x81 is not text in the encoding CP1252"):
        decode(b"a\n\x81", "cp1252")


def test_a_byte_order_mark_says_more_than_a_person():
    assert decode("Müller".encode("utf-16"), "cp1252") == ("Müller", "UTF-16")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("CP1250", "cp1250"),
        ("windows-1250", "cp1250"),
        ("latin2", "iso8859-2"),
        (" macintosh ", "mac-roman"),
        ("UTF8", "utf-8"),
        ("sjis", "shift_jis"),
    ],
)
def test_an_encoding_has_many_names(name, known):
    assert known_encoding(name) == known


@pytest.mark.parametrize("name", ["", "klingon", "rot13", "zip", "unicode_escape", "idna", "\0"])
def test_what_is_no_encoding_of_text_is_refused(name):
    with pytest.raises(ValueError, match="is not a known encoding"):
        known_encoding(name)


@pytest.mark.parametrize("text", ["Ɔɔ Kɔfi", "ł ŕ Ē", "µTorrent", "\x1b[31mred", "ܐ"])
def test_rare_letters_in_utf_8_stay_what_they_are(text):
    assert decode(text.encode()) == (text, "UTF-8")
