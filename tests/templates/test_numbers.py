"""What every form that writes carries, so that a second click is known: a number of its page."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
NUMBER = 'name="form_number"'
# Forms that write nothing, or are known by something else.
OTHERWISE = {
    "_send_again.html": "carries the number of the form that it sends again",
    "account/login.html": "who is in is in",
    "account/logout.html": "who is out is out",
    "account/reauthenticate.html": "says who somebody is",
    "mfa/authenticate.html": "says who somebody is",
    "mfa/reauthenticate.html": "says who somebody is",
    "mfa/webauthn/reauthenticate.html": "says who somebody is",
    "admin/import_export/_readings.html": "shows what would change",
    "admin/import_export/_sheets.html": "shows what would change",
    "admin/import_export/import.html": "the file that it takes is only shown",
    "admin/import_export/export.html": "gives a file",
    "admin/registry/access.html": "gives a file",
    "admin/registry/bundle.html": "gives a file",
    "admin/registry/history.html": "gives a file",
    "admin/requests_app/reveal.html": "shows, and each look counts",
    "admin/requests_app/calendar.html": "the newest address counts",
    "admin/registry/library/ask.html": "what is withdrawn stays withdrawn",
    "public/asked.html": "by its link",
    "public/request_confirm.html": "by its link",
    "public/request_form.html": "by what was typed",
}
# Of first steps: each says what the register holds, and finds it there the second time.
FIRST_STEPS = "admin/registry/beginning/"


def test_every_form_that_writes_has_a_number():
    without = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(path.read_text("utf-8"))
        if NUMBER not in form
    }
    assert {name for name in without if not name.startswith(FIRST_STEPS)} == OTHERWISE.keys()
