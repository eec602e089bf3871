"""The parts of an entry on its page."""

import json

import pytest

from registry.pages.parts import formset_data
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(("has_one", "words"), [(False, "Add purpose"), (True, "Add another ")])
def test_another_is_added_only_where_there_is_one(client, has_one, words):
    client.force_login(factories.make_user(role="editor"))
    activity = factories.make_activity()
    if has_one:
        factories.make_purpose(activity=activity)
    page = client.get(f"/admin/registry/processingactivity/{activity.pk}/change/")
    (parts,) = (
        one for one in page.context["inline_admin_formsets"] if one.formset.prefix == "purposes"
    )
    assert json.loads(formset_data(parts))["options"]["addText"].startswith(words)
    assert ">#1<" not in page.text
