"""Pages that are handed to others have a button that prints them, where a script can do so."""

import pytest
from django.urls import reverse

from tests.support.factories import make_access_grant, make_engagement, make_user, one_block

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PRINTED = ["registry_processingactivity_document", "map", "figures", "access"]


def test_what_is_handed_out_can_be_printed_from_the_page(client):
    with one_block():
        make_engagement()
        make_access_grant()
    client.force_login(make_user(role="dpo", is_staff=True))
    for name in PRINTED:
        text = client.get(reverse(f"admin:{name}")).text
        assert ("data-print hidden>Print</button>" in text, "admin/print.js" in text) == (
            True,
            True,
        )
        assert '<link rel="stylesheet" media="print" href="/static/admin/print' in text
