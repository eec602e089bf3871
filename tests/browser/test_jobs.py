"""The ten jobs of docs/jobs.md, each from home to done, with as many pages as it says there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from registry.models import AccessGrant, ProcessingActivity, Processor
from requests_app.models import DataSubjectRequest
from requests_app.vocabulary import RequestState
from tests.browser.desk import SAY_IT, Desk, receive
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

JOBS = Path(settings.BASE_DIR, "docs/jobs.md").read_text()
SAID = {
    name: int(number)
    for name, number in re.findall(r"^## (.+?)$.*?^(\d+) pages\.$", JOBS, re.MULTILINE | re.DOTALL)
}
MOST = 8
# The browser itself counts each document that it begins: by a link, a button, a redirect to it.
COUNT = """
if (self === top && location.protocol !== "about:")
  sessionStorage.loads = 1 + Number(sessionStorage.loads || 0);
"""
PASSWORD = "a quiet river in spring"


class Job(Desk):
    """A desk that knows how many pages were loaded since home was opened."""

    def start(self):
        if self.browser.current_url.startswith(self.address):
            self.browser.execute_script("sessionStorage.clear()")
        self.open(reverse("admin:index"))

    @property
    def loads(self):
        return int(self.browser.execute_script("return sessionStorage.loads"))


@pytest.fixture(scope="module")
def register(site):
    """An organisation with an entry, a vendor, a treasurer with access."""
    call_command("load_terms", verbosity=0)
    call_command("load_request_terms", verbosity=0)
    ours = factories.make_organisation(name="Foundation", country=factories.country("BE"))
    factories.make_contact(organisation=ours, value="privacy@example.org")
    donors = factories.make_data_subject_category(name="Benefactors")
    activity = factories.make_activity(
        organisation=ours, reference="DON-1", name="Looking after donors", data_subjects=[donors]
    )
    acme = factories.make_processor(name="Acme Donor Database", country=factories.country("US"))
    factories.make_engagement(activity=activity, processor=acme, service="Donor database")
    board = factories.make_body(organisation=ours, name="Board")
    seat = factories.make_seat(body=board, designation="Treasurer", starts_on="2018-01-12")
    factories.make_access_grant(seat=seat, activity=activity, reference="AG-1")
    return ours


@pytest.fixture(scope="module")
def counting(browser):
    made = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": COUNT})
    yield
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", made)


@pytest.fixture
def job(browser, look, wait_for, sign_in, site, register, counting):
    cache.clear()
    sign_in(factories.make_user(role="dpo"))
    job = Job(browser, look, wait_for, site)
    job.start()
    return job


def test_there_are_ten_and_none_takes_more_than_eight_pages():
    assert len(SAID) == 10 == JOBS.count("\n## ")
    assert max(SAID.values()) <= MOST


def test_a_vendor_is_added(job):
    job.press("Processors")
    job.press("Start from the library")
    job.press("Mailchimp")
    job.press("Create")
    job.fill(reason="Read their terms")
    job.press("Accept all")
    assert Processor.objects.get(name="Mailchimp").website
    assert job.loads == SAID["Add a vendor"]


def test_an_activity_is_created(job):
    job.press("Processing activities")
    job.press("Start from the library")
    job.press("Newsletter")
    job.fill(reference="NEWS-1", **{"answer-owner": "Communications"})
    job.press("Create")
    job.fill(reason="So it is done")
    job.press("Accept all")
    assert ProcessingActivity.objects.get(reference="NEWS-1").purposes.exists()
    assert job.loads == SAID["Create an activity"]


def test_a_term_is_ended(job):
    job.press("People with access")
    job.press("Seats")
    job.press("Treasurer")
    job.press("End the term")
    yesterday = timezone.localdate() - timedelta(days=1)
    job.fill(on=yesterday, withdrawn_on=yesterday, reason="The term is over")
    job.press("End the term")
    assert AccessGrant.objects.get(reference="AG-1").ends_on == yesterday
    assert job.loads == SAID["End a term"]


def test_a_request_is_handled_from_the_mail_to_the_closed_file(job, browser):
    reference = receive("Please delete my data.", "Ann")
    job.start()
    job.press("Open the list: Requests")
    job.press(reference)
    job.search("data_subjects", "Benefactors")
    job.fill(identity_checked="Answered from the known address")
    job.invoke("Erasure")
    today = timezone.localdate()
    found = {"finding": "Data found", "searched_on": today, "done_on": today}
    job.decide(
        "Fulfilled",
        **{f"checklist-0-{name}": said for name, said in found.items()},
        **{"recipient_notices-0-told_on": today},
    )
    job.press("Answer")
    browser.execute_script(SAY_IT, job.find("textarea[name=text]"))
    job.fill(reason="All was deleted", closes=True)
    job.press("Preview")
    job.press("Send")
    file = DataSubjectRequest.objects.get(reference=reference)
    assert file.state == RequestState.CLOSED, job.page
    assert job.loads == SAID["Handle a request"]


def test_who_had_access_is_asked(job):
    job.press("Who could reach what")
    job.fill(_on="2018-08-01")
    job.press("Show")
    assert "Treasurer" in job.page
    assert job.loads == SAID["Say who had access"]


def test_the_record_is_handed_out(job):
    job.press("The record as a document")
    assert "Looking after donors" in job.page
    assert job.loads == SAID["Hand out the record"]


def test_a_file_is_imported(job, tmp_path):
    file = tmp_path / "processors.csv"
    file.write_text("name,country\nHelp Desk Ltd,IE\n")
    job.press("Processors")
    job.press("Import")
    job.find("[name=file]").send_keys(str(file))
    job.press("Show what would change")
    job.press("Confirm import")
    assert Processor.objects.filter(name="Help Desk Ltd").exists()
    assert job.loads == SAID["Import a list"]


def test_the_history_of_an_entry_is_read(job):
    job.press("Processing activities")
    job.press("DON-1")
    job.press("History")
    assert "Set up" in job.page
    assert job.loads == SAID["Look into the history"]


def test_a_vendor_is_published(job):
    job.press("Processors")
    job.press("Acme Donor Database")
    job.press("Show on the public list")
    job.fill(reason="Our notice names it")
    job.press("Show on the public list")
    job.press("The public list")
    assert "Acme Donor Database" in job.page
    assert job.loads == SAID["Publish"]


def test_a_colleague_is_invited_and_gets_in(job, browser, site):
    job.press("People and roles")
    job.press("Invite somebody")
    job.fill(username="colleague", reason="New in the office")
    job.find("[name=names][value=editor]").click()
    job.press("Invite")
    link = job.find("#link").get_property("value")
    browser.delete_all_cookies()
    job.open(link[link.index("/account/") :])
    job.fill(new_password1=PASSWORD, new_password2=PASSWORD)
    job.press("Set the password")
    job.fill(login="colleague", password=PASSWORD)
    job.press("Sign in")
    assert "Processing activities" in job.page
    assert job.loads == SAID["Invite a colleague"]
