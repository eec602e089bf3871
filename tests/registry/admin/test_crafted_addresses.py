"""Lists that are asked for what nobody would type: a sample of benchmarks/hostile/addresses.py."""

from random import Random

import pytest
from django.contrib.admin import site

from benchmarks.hostile.addresses import crafted, known_to, names_of
from registry.models import AccessGrant, EvidenceEvent, ProcessingActivity
from requests_app.models import DataSubjectRequest
from tests.support.factories import make_user

LISTS = [AccessGrant, EvidenceEvent, ProcessingActivity, DataSubjectRequest]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("model", LISTS)
def test_whatever_a_list_is_asked_it_answers(client, model):
    client.force_login(make_user(is_superuser=True))
    path, table = f"/admin/{model._meta.app_label}/{model._meta.model_name}/", site._registry[model]
    names = [*known_to(table, client.get(path)), *names_of(table)]
    answers = {
        query: client.get(path, QUERY_STRING=query).status_code
        for query in crafted(names, 25, Random(13))
    }
    assert {status for status in answers.values() if status >= 500} == set(), answers
    assert {*answers.values()} <= {200, 302, 400, 403, 404}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["o=" + "9" * 5_000, "p=" + "9" * 30, "q=%00", "q=%ED%A0%80", "q=" + "%25" * 200, "e=1&e=2"],
)
def test_a_number_or_a_text_that_no_database_takes_is_no_error(client, query):
    client.force_login(make_user(is_superuser=True))
    page = client.get("/admin/registry/processor/", QUERY_STRING=query)
    assert page.status_code in {200, 302, 400}
