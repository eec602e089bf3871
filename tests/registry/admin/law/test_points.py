"""Each point of the check leads to the field in which it is filled in, and to its rule."""

import re

import pytest
from django.urls import reverse

from registry.completeness import RULES
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.vocabulary import AppointmentRole
from tests.registry.admin.forms import as_sent
from tests.support import factories
from tests.support.factories import LONG_AGO, country

pytestmark = [pytest.mark.django_db, pytest.mark.once]

POINT = re.compile(r'<li class="(\w+)">(?:<a href="([^"]*)">)?([^<]*)')


@pytest.fixture
def sign_in(client):
    def as_role(role):
        client.force_login(factories.make_user(role=role))
        return client

    return as_role


def of(activity, name="gaps"):
    return reverse(f"admin:registry_processingactivity_{name}", args=[activity.pk])


def points(client, activity):
    """Of each point of the check whether it refuses, and where it leads to, by its words."""
    page = client.get(of(activity)).content.decode()
    found = POINT.findall(page)
    return {
        words.strip(): (kind == "blocking", url.replace("&amp;", "&")) for kind, url, words in found
    }


def form_has(client, url):
    """Whether the form that an address leads to has the field that it names."""
    page = client.get(url).content.decode()
    _path, _hash, name = url.partition("#")
    return f'id="{name}"' in page


def change(row, **fields):
    with recorded(by="test", reason="Change"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def faulty():
    """An entry with points on all forms that have some."""
    activity = factories.make_complete_activity(
        role="joint_controller",
        union_law="art3_2",
        assessment="needed",
        owner="",
        other_controllers=[factories.make_organisation()],
    )
    change(activity.organisation, country=country("US"), address="")
    factories.make_appointment(
        organisation=activity.organisation,
        role=AppointmentRole.REPRESENTATIVE_UNION,
        person=factories.make_person(),
        country=country("US"),
    )
    factories.make_purpose(activity=activity)
    vendor = factories.make_processor(country=None)
    factories.make_processor_agreement(
        organisation=activity.organisation, processor=vendor, covers_audit=False
    )
    factories.make_engagement(activity=activity, processor=vendor)
    factories.make_engagement(activity=activity)
    factories.make_engagement(activity=activity, recipient="Banks", country=None)
    for tool in ("art46_2_c", "art49_1_a", None):
        importer = factories.make_processor(country=country("IN"))
        factories.make_engagement(activity=activity, processor=importer)
        if tool:
            of = {"organisation": activity.organisation, "processor": importer}
            factories.make_transfer(**of, country=country("IN"), tool=tool)
    body = factories.make_seat().body
    factories.make_engagement(activity=activity, body=body)
    change(activity.retention_rules.get(), retired_on=LONG_AGO)
    change(activity.organisation.measures_in_place.get(), retired_on=LONG_AGO)
    change(activity, absences={"retention_rules": "none", "security_measures": "none"})
    return activity


@pytest.mark.slow
def test_every_point_of_the_check_leads_to_a_field_that_is_there(sign_in):
    client, activity = sign_in("dpo"), faulty()
    found = points(client, activity)
    assert len(found) > 20
    for words, (_refuses, url) in found.items():
        if "/add/?" in url:
            assert client.get(url).status_code == 200
        else:
            assert form_has(client, url), (words, url)


def test_what_refuses_comes_first_and_each_point_has_its_rule(sign_in):
    client, activity = sign_in("dpo"), faulty()
    refuses = [refuses for refuses, _url in points(client, activity).values()]
    assert refuses == sorted(refuses, reverse=True)
    page = client.get(of(activity)).content.decode()
    for code in re.findall(r'href="/admin/rules/#([\w-]+)"', page):
        assert code in RULES


def test_a_point_about_a_part_opens_that_row(sign_in):
    client, activity = sign_in("dpo"), factories.make_complete_activity()
    factories.make_purpose(activity=activity, text="Second")
    ((_refuses, url),) = points(client, activity).values()
    assert (
        url
        == f"{of(activity, 'change')}?open=purposes-1&check={activity.pk}#id_purposes-1-legal_bases"
    )
    page = client.get(url).content.decode()
    assert "<details open>" in page[page.index('id="purposes-1"') :][:60]
    assert "<details>" in page[page.index('id="purposes-0"') :][:60]


@pytest.mark.slow
def test_a_point_about_a_part_that_is_missing_opens_an_empty_row(sign_in):
    client, activity = sign_in("dpo"), factories.make_complete_activity()
    change(activity.purposes.get(), retired_on=LONG_AGO)
    ((refuses, url),) = points(client, activity).values()
    assert refuses
    assert url.endswith(f"?open=purposes&check={activity.pk}#id_purposes-0-text")
    assert form_has(client, url)


def test_whoever_may_not_open_a_form_is_not_led_there(sign_in):
    activity = factories.make_complete_activity()
    change(activity.organisation.measures_in_place.get(), retired_on=LONG_AGO)
    assert points(sign_in("auditor"), activity) == {
        "No security measures are recorded.": (False, "")
    }


@pytest.mark.slow
def test_a_refused_approval_begins_with_what_refuses(sign_in):
    client, activity = sign_in("dpo"), faulty()
    step = reverse("admin:registry_processingactivity_step", args=["approve"])
    page = client.get(f"{step}?ids={activity.pk}").content.decode()
    content = page[page.index('id="content-main"') :]
    assert "You confirm" not in content
    first = POINT.search(content[content.index('class="gaps"') :])
    assert first[1] == "blocking"
    assert first[2]


def test_the_check_costs_no_query_for_each_point(sign_in, django_assert_max_num_queries):
    client, activity = sign_in("dpo"), factories.make_complete_activity()
    for _number in range(20):
        factories.make_purpose(activity=activity)
    client.get(of(activity))
    assert ProcessingActivity.objects.count() == 1
    with django_assert_max_num_queries(40):
        client.get(of(activity))


def test_what_is_missing_of_a_vendor_is_added_on_its_page(sign_in):
    activity = factories.make_complete_activity()
    vendor = factories.make_processor(name="Acme", country=country("US"))
    factories.make_engagement(activity=activity, processor=vendor)
    found = points(sign_in("dpo"), activity)
    page = reverse("admin:registry_processor_change", args=[vendor.pk])
    for words, part in [("No transfer to Acme", "transfers"), ("No agreement with", "agreements")]:
        (url,) = [url for told, (_refuses, url) in found.items() if told.startswith(words)]
        assert url.startswith(f"{page}?open={part}&organisation={activity.organisation.pk}&")
        assert f"&check={activity.pk}#id_{part}-0-" in url


def to_the_missing_transfer(client):
    """The activity whose check misses a transfer to the United States, and where it leads."""
    activity = factories.make_complete_activity()
    vendor = factories.make_processor(country=country("US"))
    factories.make_engagement(activity=activity, processor=vendor)
    found = points(client, activity).items()
    (url,) = [url for words, (_refuses, url) in found if words.startswith("No transfer to")]
    return activity, vendor, url


@pytest.mark.slow
def test_a_missing_transfer_begins_with_organisation_and_country(sign_in):
    client = sign_in("dpo")
    activity, _vendor, url = to_the_missing_transfer(client)
    formsets = client.get(url).context["inline_admin_formsets"]
    (parts,) = [one.formset for one in formsets if one.formset.prefix == "transfers"]
    (row,) = parts.forms
    assert str(row["organisation"].value()) == str(activity.organisation.pk)
    assert str(row["country"].value()) == str(country("US").pk)
    assert f'<option value="{country("US").pk}" selected>' in str(row["country"])
    # Left as it is, it is no row.
    saved = client.post(url, as_sent(client.get(url)) | {"change_reason": "Only looked"})
    assert saved.status_code == 302
    assert not activity.organisation.transfers.exists()


def test_an_address_fills_in_only_what_a_form_allows(sign_in):
    vendor = factories.make_processor()
    words = f"processor={vendor.pk}&country=x&evidence=7&organisation=999999"
    page = sign_in("dpo").get(reverse("admin:registry_transfer_add") + f"?{words}")
    initial = page.context["adminform"].form.initial
    assert {name: key for name, key in initial.items() if key} == {
        "processor": str(vendor.pk),
        "organisation": "999999",
    }


def test_whoever_came_from_a_check_is_led_back_to_it(sign_in):
    client = sign_in("editor")
    activity, _vendor, url = to_the_missing_transfer(client)
    data = as_sent(client.get(url)) | {"change_reason": "Read", "remarks": "Looked at"}
    page = client.post(url, data, follow=True).content.decode()
    assert f'<a href="{of(activity)}">Back to the check of {activity}</a>' in page


NOWHERE = ["999999", "//evil.example", "1x", ""]


@pytest.mark.parametrize(
    "value",
    ["https://evil.example/", *(pytest.param(one, marks=pytest.mark.slow) for one in NOWHERE)],
)
def test_what_is_no_entry_leads_nowhere(sign_in, value):
    client, vendor = sign_in("dpo"), factories.make_processor()
    url = reverse("admin:registry_processor_change", args=[vendor.pk]) + f"?check={value}"
    data = as_sent(client.get(url)) | {"change_reason": "Read", "remarks": "Looked at"}
    page = client.post(url, data, follow=True).content.decode()
    assert "Back to the check" not in page
    assert "evil.example" not in page
