"""Work beside the requests: it goes on without who asked, ends in words, and is kept for a day."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from registry import hooks
from registry.exchange.folders import FILES
from registry.models import AskedWork, EvidenceEvent, JobRun, Processor
from registry.models.jobs import JobResult, WorkKind, WorkState
from registry.records.events import announce
from registry.records.history import recorded
from registry.refusals import Refused
from registry.vocabulary import EventName, Job
from registry.working import alive, asking, keeping, making
from registry.working.asking import MOST_OF_ONE, ask
from registry.working.worker import Pulse, do, take, work_off, worker
from tests.support.factories import make_user
from tests.support.signed_in import not_asked

pytestmark = pytest.mark.django_db
WORK, RUNS = reverse("admin:work"), reverse("admin:runs")


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    return settings.PRIVATE_FILES


@pytest.fixture
def lead():
    return make_user(role="dpo")


def kept(private) -> list:
    return [*(private / keeping.FOLDER).glob("*")]


def test_what_was_asked_for_is_made_without_the_browser_and_fetched_later(client, lead, private):
    client.force_login(lead)
    assert client.post(WORK, {"kind": "register"}).url == WORK
    client.logout()  # the page is closed
    work_off()
    client.force_login(lead)
    page = client.get(WORK).content.decode()
    work = AskedWork.objects.get()
    there = reverse("admin:work_file", args=[work.pk])
    assert (work.state, there in page, "data-open" in page) == (WorkState.DONE, True, False)
    answer = client.get(there)
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as packed:
        assert {name.rpartition("/")[2] for name in packed.namelist()} == FILES.keys()
    event = EvidenceEvent.objects.get(name=EventName.EXPORTED)
    assert event.author == lead.get_username()
    assert all(oct(path.stat().st_mode)[-3:] == "600" for path in kept(private))


@pytest.mark.parametrize(
    ("kind", "what", "ending"),
    [
        ("document", "", ".html"),
        ("workbook", "", ".xlsx"),
        ("table", "processors", ".csv"),
        ("verification", "", ".txt"),
    ],
)
def test_each_kind_is_made(lead, kind, what, ending):
    ask(lead, kind, what=what)
    work_off()
    work = AskedWork.objects.get()
    assert (work.state, work.file_name[-len(ending) :]) == (WorkState.DONE, ending), work.said
    if kind == "verification":
        assert work.said.startswith("No faults found")
        assert JobRun.objects.get().result == JobResult.DONE


def test_a_table_of_a_past_day_holds_what_was_then(lead):
    with recorded(by="test", reason="Begins", since=timezone.localdate()):
        Processor(name="Of today").save()
    day = timezone.localdate() - timedelta(days=400)
    for on in (None, day):
        ask(lead, "table", what="processors", on=on)
    work_off()
    today, then = (
        keeping.path_of(work.stored_name).read_text(encoding="utf-8")
        for work in AskedWork.objects.order_by("asked_at")
    )
    assert ("Of today" in today, "Of today" in then) == (True, False)
    assert day.isoformat() in AskedWork.objects.get(on=day).file_name


def test_what_a_killed_process_was_at_is_begun_once_more_at_once_and_then_told_as_failed(lead):
    ask(lead, "table", what="processors")
    ask(lead, WorkKind.RUN, what=Job.SEND_REMINDERS)
    with alive.living() as killed, alive.living() as other:
        assert [take(killed).kind, take(other).kind] == ["table", "run"]
        work_off()
        assert {*AskedWork.objects.values_list("state", flat=True)} == {WorkState.RUNNING}
    assert take("a" * 32).kind == "table"
    job = AskedWork.objects.get(kind=WorkKind.RUN)
    assert (job.state, "server ended" in job.said) == (WorkState.FAILED, True)
    assert take("b" * 32) is None
    assert AskedWork.objects.get(kind="table").state == WorkState.FAILED


def test_a_thread_that_was_taken_for_lost_leaves_no_file(lead, private):
    ask(lead, "table", what="processors")
    work = take("f" * 32)
    AskedWork.objects.update(taken_by="0" * 32)
    do(work)
    assert (AskedWork.objects.get().state, kept(private)) == (WorkState.RUNNING, [])


def test_progress_is_a_share_that_grows_and_says_at_what(lead):
    work = ask(lead, "register")
    pulse = Pulse(work)
    shares = []
    for name in FILES:
        pulse.progress(name)
        shares.append(pulse.share)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.1
    assert 0.9 < shares[-1] < 1


def test_a_fault_is_told_in_words(lead, monkeypatch):
    for kind in ("document", "workbook"):
        ask(lead, kind)
    monkeypatch.setitem(making.MAKERS, WorkKind.DOCUMENT, lambda *given: 1 / 0)
    work_off()
    said = dict(AskedWork.objects.values_list("kind", "said"))
    assert ("server's log" in said["document"], said["workbook"]) == (True, "")


def test_who_lost_the_right_gets_neither_the_making_nor_the_file(client, lead):
    client.force_login(lead)
    ask(lead, "table", what="processors")
    work_off()
    there = reverse("admin:work_file", args=[AskedWork.objects.get().pk])
    ask(lead, "register")
    lead.groups.clear()
    work_off()
    assert AskedWork.objects.get(kind="register").said == "You may not do this any more."
    client.force_login(lead)  # whose session ended with the role
    assert [client.get(page).status_code for page in (there, WORK)] == [403, 403]
    client.force_login(make_user(role="dpo"))
    assert client.get(there).status_code == 404
    assert "You may not do this any more." not in client.get(WORK).content.decode()


def test_names_of_people_are_given_to_who_says_again_who_they_are(client, lead):
    client.force_login(lead)
    not_asked(client)
    assert "/account/confirm/" in client.post(WORK, {"kind": "register"}).url
    assert not AskedWork.objects.exists()
    assert client.post(WORK, {"kind": "verification"}).url == WORK


def test_to_say_who_one_is_leads_back_to_the_list_with_the_file(client, lead):
    client.force_login(lead)
    ask(lead, "register")
    work_off()
    not_asked(client)
    asked = client.get(reverse("admin:work_file", args=[AskedWork.objects.get().pk])).url
    assert asked.endswith(f"/account/confirm/?next={quote(WORK, safe='')}")


def test_files_go_after_a_day_and_when_something_is_taken_out_of_the_past(
    lead, private, django_capture_on_commit_callbacks
):
    for what in ("processors", "bodies"):
        ask(lead, "table", what=what)
    work_off()
    AskedWork.objects.filter(what="bodies").update(asked_at=timezone.now() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        keeping.forget_expired(timezone.now())
    assert (AskedWork.objects.get().what, len(kept(private))) == ("processors", 1)

    def forget(*events):
        with (
            django_capture_on_commit_callbacks(execute=True),
            recorded(by="test", reason="Something is forgotten"),
        ):
            for name in events:
                announce(name, by="test")
            hooks.values_forgotten()

    forget()  # as each run of retention does
    assert (AskedWork.objects.count(), len(kept(private))) == (1, 1)
    forget(EventName.REDACTED)
    assert (AskedWork.objects.count(), kept(private)) == (0, [])


def test_the_same_is_not_made_twice_and_what_waits_is_bounded(lead):
    tables = [name.removesuffix(".csv") for name in FILES][: MOST_OF_ONE + 1]
    assert ask(lead, "table", what=tables[0]) == ask(lead, "table", what=tables[0])
    for name in tables[1:-1]:
        ask(lead, "table", what=name)
    with pytest.raises(Refused, match="Too much is waiting"):
        ask(lead, "table", what=tables[-1])


def test_of_what_was_made_for_somebody_the_newest_files_are_kept(
    lead, private, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(asking, "MOST_KEPT", 2)
    with django_capture_on_commit_callbacks(execute=True):
        for what in ("processors", "bodies", "seats", "people"):
            ask(lead, "table", what=what)
            work_off()
    newest = AskedWork.objects.order_by("asked_at").values_list("what", flat=True)
    assert ([*newest], len(kept(private))) == (["seats", "people"], 2)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_none_gets_past_the_bound(lead):
    def one(name) -> bool:
        try:
            return bool(ask(lead, "table", what=name))
        except Refused:
            return False
        finally:
            connection.close()

    tables = [name.removesuffix(".csv") for name in FILES][:12]
    with ThreadPoolExecutor(6) as crowd:
        assert [*crowd.map(one, tables)].count(True) == MOST_OF_ONE


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "table"}, "Choose a table."),
        ({"kind": "register", "day": "soon"}, "is not a valid date"),
        ({"kind": "register", "known": "2999-01-01"}, "is in the future"),
        ({"kind": "run", "what": "send_reminders"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_made_is_refused_at_its_field(client, lead, given, said):
    client.force_login(lead)
    assert said in client.post(WORK, given).content.decode()
    assert not AskedWork.objects.exists()


def test_jobs_are_run_from_their_page_by_who_may(client, lead):
    client.force_login(make_user(role="auditor"))
    assert "Run now" not in client.get(RUNS).content.decode()
    assert client.post(RUNS, {"job": "send_reminders"}).status_code == 403
    client.force_login(lead)
    assert client.get(RUNS).content.decode().count("Run now") == 5
    assert client.post(RUNS, {"job": "restore_check"}).url == RUNS
    assert client.post(RUNS, {"job": "send_reminders"}).url == WORK
    work_off()
    assert AskedWork.objects.get().state == WorkState.DONE
    assert JobRun.objects.get(job=Job.SEND_REMINDERS).result == JobResult.DONE


@pytest.mark.once
def test_the_pages_ask_the_database_few_questions(client, lead, django_assert_max_num_queries):
    client.force_login(lead)
    ask(lead, "register")
    for page in (WORK, RUNS):
        with django_assert_max_num_queries(10):
            client.get(page)


@pytest.mark.django_db(transaction=True)
def test_the_thread_of_the_server_works_it_off_and_ends(lead):
    ask(lead, "table", what="processors")
    worker.begin()
    until = time.monotonic() + 30
    while worker.is_at_it() and time.monotonic() < until:
        time.sleep(0.05)
    assert (worker.is_at_it(), AskedWork.objects.get().state) == (False, WorkState.DONE)
