"""Every page of every table of requests opens on each engine; who may open it is said elsewhere."""

import pytest
from django.urls import reverse

from registry.records.model import RegisterModel
from tests.requests_app.admin.pages import FORM, of, queries
from tests.requests_app.factories import FACTORIES
from tests.support.tables import each

pytestmark = pytest.mark.django_db
TABLES = [model for model in FACTORIES if issubclass(model, RegisterModel)]


@pytest.mark.parametrize("model", each(TABLES))
def test_the_list_with_a_search_the_entry_and_its_history_open(lead, model):
    row = FACTORIES[model]()
    listed = reverse(f"admin:requests_app_{model._meta.model_name}_changelist")
    for page in [f"{listed}?q=word&use=all", of(row, "history")]:
        assert lead.get(page).status_code == 200, page
    assert len(queries(lead, of(row))) <= FORM
