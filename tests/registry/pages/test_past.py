"""Lists begin with what is in use, and say so where all of it was retired."""

import pytest
from django.urls import reverse

from registry import lifecycle
from tests.support.factories import make_processor, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RETIRED = "What was retired is under “All”."


@pytest.mark.parametrize(("role", "may_add"), [("editor", True), ("auditor", False)])
def test_a_list_whose_entries_are_all_retired_says_where_they_are(client, role, may_add):
    client.force_login(make_user(role=role))
    page = reverse("admin:registry_processor_changelist")
    assert RETIRED not in client.get(page).text  # there are none
    row = make_processor()
    lifecycle.retire(row, by="test", reason="Tried")
    text = client.get(page).text
    assert RETIRED in text
    assert "Nothing is in this list yet" not in text
    assert ("Add an entry" in text) is may_add
    assert f'href="{page}?use=all"' in text
    assert row.name in client.get(page, {"use": "all"}).text
    assert RETIRED not in client.get(page, {"q": "nobody"}).text
