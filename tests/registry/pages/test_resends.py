"""What a form asks is done once, however often the form comes in."""

from threading import Thread

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory

from registry.evidence.redaction import echoes
from registry.models import Processor
from registry.pages import resends
from registry.pages.resends import SentBefore, once
from tests.support.factories import make_processor, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_was_sent_before(db):
    cache.clear()


@pytest.fixture
def user():
    return make_user()


def post(user, path="/page/", **data):
    request = RequestFactory().post(path, data)
    request.user = user
    request._messages = []
    return request


def done(request, url="/there/") -> bool:
    try:
        with once(request) as doing:
            make_processor()
            doing.url = url
    except SentBefore:
        return False
    return True


def test_a_form_is_done_once_and_leads_to_the_same_place_again(user):
    assert done(post(user, text="a"))
    with pytest.raises(SentBefore) as before, once(post(user, text="a")):
        pytest.fail("It was done before")
    assert before.value.url == "/there/"
    assert Processor.objects.count() == 1


def test_what_leads_nowhere_leads_back_to_the_form(user):
    done(post(user), url="")
    with pytest.raises(SentBefore) as before, once(post(user)):
        pass
    assert before.value.url == "/page/"


@pytest.mark.parametrize(
    "other", [{"text": "b"}, {"text": ["a", "b"]}, {"path": "/other/"}, {"form_number": "2"}]
)
def test_another_form_is_done_too(user, other):
    assert done(post(user, text="a"))
    assert done(post(user, **{"text": "a"} | other))


def test_another_person_is_another_form(user):
    assert done(post(user, text="a"))
    assert done(post(make_user(), text="a"))


def test_the_secret_of_the_browser_makes_no_other_form(user):
    assert done(post(user, text="a", csrfmiddlewaretoken="x"))
    assert not done(post(user, text="a", csrfmiddlewaretoken="y"))


def test_a_form_with_another_file_is_another(user):
    for name, content, is_new in [
        ("a.txt", b"1", True),
        ("a.txt", b"1", False),
        ("b.txt", b"1", True),
        ("a.txt", b"12", True),
    ]:
        assert done(post(user, file=SimpleUploadedFile(name, content))) is is_new


def test_what_was_refused_was_not_done_and_may_come_again(user):
    with pytest.raises(ZeroDivisionError), once(post(user)):
        1 / (make_processor() and 0)
    assert not Processor.objects.exists()
    assert done(post(user))


def test_what_is_kept_of_a_form_tells_nothing_of_it_and_for_a_day(user, monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "add", lambda *entry: kept.append(entry) or True)
    monkeypatch.setattr(cache, "set", lambda *entry: kept.append(entry))
    done(post(user, name="Canary"))
    assert "anary" not in str(kept)
    assert {seconds for _key, _value, seconds in kept} == {24 * 60 * 60}
    assert len({key for key, _value, _seconds in kept}) == 1


def test_each_page_has_a_number_of_its_own_and_a_form_keeps_it(user):
    shown = RequestFactory().get("/page/")
    assert resends.number_of(shown) != resends.number_of(shown)
    assert resends.number_of(post(user, form_number="mine")) == "mine"


# Steps, each of which is a transaction of its own


def test_a_numbered_form_that_is_noted_as_done_leads_there(user):
    request = post(user, form_number="1")
    request._messages = type("Kept", (list,), {"add": lambda self, *said: self.append(said)})()
    assert resends.done_before(request) is None
    resends.note_done(request, "/there/")
    assert resends.done_before(request).url == "/there/"
    assert "was processed once" in str(list(get_messages(request)))


def test_a_redaction_leaves_the_note_which_has_no_words_of_the_form(user):
    request = post(user, form_number="1")
    resends.note_done(request, "/there/?q=Canary&use=all&year=2026#part")
    cache.set("other", "Canary")
    echoes._forget_for_good([])
    assert resends.is_done(request) == "/there/?year=2026#part"
    assert cache.get("other") is None
    resends.note_done(request, "/account/login/?next=%2Fthere%2F%3Fq%3DCanary%26p%3D2&to=Canary")
    assert resends.is_done(request) == "/account/login/?next=/there/%3Fp%3D2"
    for crafted in ["/admin/?next=//%5B", "/admin/" + "?next=" * 3_000]:
        resends.note_done(request, crafted)
        assert resends.is_done(request) == "/admin/?next="


def test_what_has_no_number_is_never_taken_for_done(user):
    request = post(user)
    resends.note_done(request, "/there/")
    resends.claim(request, "/there/")
    resends.claim(request, "/there/")
    assert resends.done_before(request) is None


def test_at_the_end_only_one_may_claim_to_have_done_it(user):
    resends.claim(post(user, form_number="1"), "/there/")
    with pytest.raises(SentBefore) as before:
        resends.claim(post(user, form_number="1"), "/elsewhere/")
    assert before.value.url == "/there/"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done(user):
    answers = []

    def click():
        answers.append(done(post(user, form_number="1")))
        connection.close()

    clicks = [Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(answers) == [False, False, False, True]
    assert Processor.objects.count() == 1
