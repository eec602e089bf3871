import codecs

import pytest

from registry.base.encodings import decode
from registry.base.refusals import Refused


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
        pytest.param(codecs.BOM_UTF8 + b"a\nb\n\xff", id="marked as UTF-8"),
        pytest.param(b"a\nb\n\x81", id="a byte that no encoding has"),
    ],
)
def test_a_broken_encoding_is_refused_with_its_line(data):
    with pytest.raises(Refused) as refused:
        decode(data)
    (refusal,) = refused.value.refusals
    assert refusal.line == 3
    assert "Save the file as CSV UTF-8" in refusal.message
