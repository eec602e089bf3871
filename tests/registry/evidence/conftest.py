"""A register with a past, made once for the tests that only look at it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from registry.evidence import anchors
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.models import Processor
from registry.records.history import recorded
from registry.vocabulary import AnchorMethod, RedactionGround
from tests.support.factories import country, make_processor
from tests.support.undone import undone_afterwards


def change(row, **fields):
    with recorded(by="test", reason="Told on the phone"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker):
    """Of one processor three versions, an anchor before the last, a contact that was redacted."""
    with django_db_blocker.unblock(), undone_afterwards():
        germany = country("DE")
        acme = make_processor(
            name="Acme", processing_countries=[germany], privacy_contact="Secret Contact"
        )
        other = make_processor(name="Other", privacy_contact="Somebody Else")
        change(acme, legal_name="Acme Incorporated")
        anchors.keep(anchors.checkpoints.newest(), AnchorMethod.FILE, by="test")
        change(acme, legal_name="Acme Limited", privacy_contact="New Contact")
        first = acme.history.order_by("pk").first()
        with recorded(by="test", reason="It should not be here"):
            redact(
                [Target(Processor, [other.pk], ["privacy_contact"])],
                ground=RedactionGround.MISTAKE,
            )
        yield SimpleNamespace(
            acme=acme,
            other=other,
            germany=germany,
            first=first,
            at=datetime(2018, 7, 17, tzinfo=UTC),
        )
