"""The button for a bundle: on every table, with what it offers itself."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from registry.evidence.bundles import showing
from registry.evidence.bundles.checking import check_bundle
from registry.evidence.log.content import recorded_models, sealed_tables
from tests.registry.evidence.implementations import bundle_verifier
from tests.support.factories import make_processor, make_user
from tests.support.rows import make_row, one_of_each

pytestmark = pytest.mark.django_db

TABLES = [model for model in recorded_models() if model in site._registry]


def address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_bundle", args=[row.pk])


def as_offered(page) -> dict:
    """What a browser sends back for the form as it was served."""
    return {"shown": page.context["form"].fields["shown"].initial, "on": ""}


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("model", TABLES)
def test_the_button_gives_a_bundle_that_holds_of_a_row_of_any_table(client, tmp_path, model):
    """Whom it is offered to is a cell of tests/who_may."""
    row, file = make_row(model), tmp_path / "bundle.zip"
    client.force_login(make_user(role="dpo"))
    answer = client.post(address(row), as_offered(client.get(address(row))))
    assert answer["Content-Type"] == "application/zip", answer.context["form"].errors
    file.write_bytes(b"".join(answer.streaming_content))
    assert check_bundle(file).code == 0
    assert bundle_verifier().report(bundle_verifier().members(file), [])[0] == 0


@pytest.mark.once
@pytest.mark.parametrize("role", ["editor", "requests officer", "committee reader"])
def test_whoever_may_not_export_evidence_gets_none(client, role):
    client.force_login(make_user(role=role, is_staff=True))
    page = address(make_processor())
    assert client.get(page).status_code == client.post(page, {"shown": "name"}).status_code == 403


@pytest.mark.once
def test_what_a_row_refers_to_is_named_for_readers_whatever_table_it_is_in():
    rows = one_of_each(recorded_models())
    for table in sealed_tables().values():
        for name in table.fields:
            if row := rows.get(showing.field_of(table, name).related_model):
                value = [row.pk] if any(link.name == name for link in table.links) else row.pk
                words = showing.labels(table, [{name: value}])["fields"][name]["values"]
                assert set(words) <= {str(row.pk)}, name
                assert "" not in words.values(), name
