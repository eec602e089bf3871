"""An entry of NumFOCUS: what refuses is filled in where its point leads, then it is approved."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from registry.models import ProcessingActivity
from registry.vocabulary import ActivityState
from tests.browser.measures import OVERFLOW
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TABLE = "admin:registry_processingactivity"
# Whether the element that has the focus is seen, in a row that is open.
IS_SEEN = """
    const it = document.activeElement, box = it.closest(".form-row").getBoundingClientRect();
    return !it.closest("details:not([open])") && box.top >= 0 && box.bottom <= innerHeight;
"""


@pytest.fixture(scope="module")
def activity(site):
    call_command("load_example", verbosity=0)
    return ProcessingActivity.objects.get(reference="NF-02")


@pytest.fixture(scope="module")
def signed_in(sign_in, activity):
    sign_in(factories.make_user(role="dpo"))


def shown(browser, look):
    """It fits on a telephone, and on a screen."""
    for width in (390, 1280):
        look(width=width)
        assert browser.execute_script(OVERFLOW) <= 0, width


def test_an_entry_of_numfocus_is_approved_with_its_open_findings(
    browser, look, site, signed_in, activity, wait_for
):
    def find(selector):
        return browser.find_element(By.CSS_SELECTOR, selector)

    def text():
        return find("#content-main").text

    step = f"{reverse(f'{TABLE}_step', args=['approve'])}?ids={activity.pk}"
    browser.get(site + step)
    assert text().startswith("NF-02 Keeping records\nNF-02 Keeping records: this is still missing")
    shown(browser, look)

    browser.get(site + reverse(f"{TABLE}_gaps", args=[activity.pk]))
    assert "1 point prevents approval" in text()
    shown(browser, look)
    finding = find(".gaps .advice a[href*='purposes-']")
    finding.click()
    wait_for(lambda _: browser.execute_script("return document.activeElement !== document.body"))
    # Of what is searched for as one types, the box that is drawn in its place.
    place = "document.getElementById(location.hash.slice(1)).parentElement"
    assert browser.execute_script(f"return {place}.contains(document.activeElement)")
    assert browser.execute_script(IS_SEEN)

    browser.get(site + reverse(f"{TABLE}_change", args=[activity.pk]))
    Select(find("#absences-recipients")).select_by_value("not applicable:")
    find("[name=absences-recipients-why]").send_keys("records are kept by staff alone")
    find("[name=change_reason]").send_keys("Asked the office")
    find("[name=_continue]").click()
    wait_for(lambda _: browser.find_elements(By.CSS_SELECTOR, ".messagelist .success"))

    browser.get(site + step)
    assert "open findings" in text()
    shown(browser, look)
    find("[name=seen_to_by]").send_keys("Secretary")
    due_on = timezone.localdate() + timedelta(days=90)
    browser.execute_script("arguments[0].value = arguments[1]", find("[name=due_on]"), str(due_on))
    find("[name=reason]").send_keys("The bases are asked of counsel")
    find("#content-main input[type=submit]").click()
    wait_for(lambda _: browser.find_elements(By.CSS_SELECTOR, ".messagelist .success"))
    shown(browser, look)

    activity = ProcessingActivity.objects.get(pk=activity.pk)
    assert activity.state == ActivityState.APPROVED
    rows = activity.acknowledged_findings.all()
    assert {row.seen_to_by for row in rows} == {"Secretary"}
    assert {row.rule for row in rows} > {"legal-basis", "law", "owner"}
    assert (
        "“Maintain our records” has no legal basis. Secretary, until"
        in find(".field-findings").text
    )
    assert browser.get_log("browser") == []
