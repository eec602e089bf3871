"""Pages of errors: ours, in words, and independent of what may be broken."""

import errno

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from config import urls
from registry.serving import answers
from registry.serving.troubles import Busy

REQUEST = RequestFactory().get("/somewhere?q=Jane+Doe")
REQUEST.number = "0123456789abcdef"
PAGES = {
    "400": lambda: answers.bad_request(REQUEST, BadRequest("Jane Doe")),
    "403": lambda: answers.permission_denied(REQUEST, PermissionDenied("Jane Doe")),
    "403 of a form": lambda: answers.csrf_failure(REQUEST, "Jane Doe"),
    "404": lambda: answers.page_not_found(REQUEST, Http404("Jane Doe")),
    "405": lambda: answers.error_page(REQUEST, 405),
    "413": lambda: answers.error_page(REQUEST, 413),
    "429": lambda: answers.error_page(REQUEST, 429),
    "500": lambda: answers.server_error(REQUEST),
    "503": lambda: answers.answer_to(Busy("Jane Doe"), REQUEST),
    "507": lambda: answers.answer_to(OSError(errno.ENOSPC, "Jane Doe"), REQUEST),
}
every_page = pytest.mark.parametrize(("name", "answer"), PAGES.items(), ids=PAGES)


class WithoutManifest(ManifestStaticFilesStorage):
    """Static files that nobody has collected: each look-up of a fingerprint fails."""

    def read_manifest(self):
        return None


@every_page
def test_an_error_is_answered_in_words_and_without_the_database(name, answer):
    response = answer()
    assert str(response.status_code) == name[:3]
    assert "<h1>" in response.text
    assert 'href="/static/public/register.css"' in response.text
    assert REQUEST.number in response.text


def test_the_settings_name_these_pages(settings):
    names = ["handler400", "handler403", "handler404", "handler500"]
    named = {getattr(urls, name) for name in names} | {settings.CSRF_FAILURE_VIEW}
    assert {getattr(answers, name.rpartition(".")[2]) for name in named} == {
        *(answers.bad_request, answers.permission_denied, answers.page_not_found),
        *(answers.server_error, answers.csrf_failure),
    }


@every_page
def test_an_error_page_repeats_nothing_that_was_sent(name, answer):
    assert "Jane" not in answer().text


def test_the_page_of_a_fault_of_ours_needs_no_collected_files(settings):
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": f"{__name__}.WithoutManifest"}
    }
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        render_to_string("404.html")
    for answer in (PAGES["500"], PAGES["503"], PAGES["507"]):
        assert "register.css" in answer().text


@pytest.mark.django_db
def test_an_address_that_is_not_there_takes_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert not response.cookies
