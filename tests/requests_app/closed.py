"""Files that were closed long ago, and the run of retention that finds them."""

from datetime import date, timedelta

from requests_app.retention.applying import apply
from requests_app.retention.proposals import outlook
from tests.requests_app.factories import (
    make_attachment,
    make_checklist_item,
    make_message,
    make_recipient_notice,
    make_request,
    make_requester,
    make_reveal,
)
from tests.support.factories import one_block

CLOSED_ON = date(2024, 1, 31)
A_YEAR_LATER = date(2025, 1, 31)
THREE_YEARS_LATER = date(2027, 1, 31)


def make_closed(closed_on=CLOSED_ON, **fields):
    """The shortest way to a closed file: the requester took it back."""
    received_on = closed_on - timedelta(days=10)
    defaults = {"state": "closed", "withdrawn_on": closed_on, "closed_on": closed_on}
    return make_request(received_on=received_on, **defaults | fields)


@one_block()
def make_full(**fields):
    """A closed file with a canary in each text that may say something about a person."""
    request = make_closed(remarks="Canary remarks", extension_reason="Canary why", **fields)
    message = make_message(
        request=request,
        subject="Canary subject",
        text="Canary text",
        message_id=f"<canary{request.pk}@example.org>",
        correspondent="Canary correspondent",
        fingerprint="f" * 64,
        fingerprint_salt="5" * 64,
        remarks="Canary remarks",
    )
    make_attachment(
        message=message, name="Canary name", stored_name=f"{request.pk:032x}", remarks="Canary"
    )
    make_requester(
        request=request,
        name="Canary Person",
        email="canary@example.org",
        address="Canary Street",
        phone="canary",
        representative="Canary & Partners",
        mandate="Canary mandate",
    )
    make_checklist_item(request=request, note="Canary note")
    make_recipient_notice(request=request, explanation="Canary explanation")
    make_reveal(request=request, why="Canary why")
    return request


def said_in(*models) -> str:
    """All that these tables say, and their versions."""
    return str([list(m.objects.values()) + list(m.history.values()) for m in models])


def due(on):
    return [(p.request and p.request.reference, p.timer) for p in outlook(on).due]


def run(on, **options):
    return apply(outlook(on), **{"by": "test", "is_confirmed": True} | options)
