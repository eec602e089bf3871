"""What came back, or shows another message: which letter and which request it is about."""

import pytest

from requests_app.intake.mail import read
from tests.requests_app.intake.messages import NOW, multipart, part


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_answers_what_it_names_itself_and_then_what_lies_in_it(kind):
    inner = part("Message-ID: <ours@x>\nSubject: R-2026-000007\n\nDear", kind)
    raw = multipart(part("Sorry."), inner, subject="R-2026-000001", in_reply_to="<1@x>")
    mail = read(b"Auto-Submitted: auto-replied\n" + raw, now=NOW)
    assert mail.is_automatic
    assert mail.answers == ("<1@x>", "<ours@x>")
    assert mail.references == ("R-2026-000001", "R-2026-000007")
    mail = read(raw, now=NOW)  # of a person, who only shows it
    assert (mail.answers, mail.references) == (("<1@x>",), ("R-2026-000001",))


def test_a_bounce_of_what_had_no_name_names_nothing():
    raw = multipart(part("Sorry."), part("Subject: Hello\n\nDear", "message/rfc822"))
    mail = read(b"Auto-Submitted: auto-replied\n" + raw, now=NOW)
    assert (mail.is_automatic, mail.answers, mail.references) == (True, (), ())


@pytest.mark.parametrize("subject", ["L\udcf6schung R-2026-000007", "Re: \udcf6\n R-2026-000007"])
def test_a_bounce_of_what_had_bare_bytes_in_its_subject_names_it_all_the_same(subject):
    inner = part(f"Message-ID: <ours@x>\nSubject: {subject}\n\nDear", "message/rfc822")
    mail = read(b"Auto-Submitted: auto-replied\n" + multipart(part("Sorry."), inner), now=NOW)
    assert (mail.answers, mail.references) == (("<ours@x>",), ("R-2026-000007",))
