"""Who takes the place of a listed vendor is listed once somebody says so, and never before."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from registry.access.ending import end_with_all
from registry.access.handing_over import Successor
from registry.models import Engagement
from registry.publication.selection import published
from registry.publication.succession import list_in_place, places_taken
from registry.publication.switching import show
from tests.support import factories, taking

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHO = {"by": "test", "reason": "Another vendor"}
TODAY = timezone.localdate()


@pytest.fixture
def listed():
    return factories.make_engagement(
        processor=factories.make_processor(name="Mailchimp", is_public=True),
        service="Newsletter",
        starts_on=TODAY - timedelta(days=300),
        first_day=TODAY - timedelta(days=300),
        listed_from=TODAY - timedelta(days=300),
    )


def names(on):
    return [processor.name for processor in published(on=on).processors]


@pytest.mark.parametrize("is_public", [False, True])
def test_a_successor_is_listed_only_once_that_is_said(listed, is_public):
    after = factories.make_processor(name="Sendy", is_public=is_public)
    end_with_all(listed, on=TODAY, successor=Successor(processor=after), **WHO)
    tomorrow = TODAY + timedelta(days=1)
    assert names(tomorrow) == []
    (place,) = places_taken(after)
    assert (place.before, place.on) == (listed, tomorrow)
    list_in_place(after, **WHO)
    assert (names(TODAY), names(tomorrow)) == (["Mailchimp"], ["Sendy"])
    assert places_taken(after) == []


def test_what_it_does_elsewhere_stays_off_the_list(listed):
    other = factories.make_engagement(processor=factories.make_processor(is_public=True))
    end_with_all(listed, on=TODAY, successor=Successor(processor=other.processor), **WHO)
    list_in_place(other.processor, **WHO)
    assert Engagement.objects.get(pk=other.pk).listed_from is None


@pytest.mark.parametrize("retired_on", [None, TODAY])
@pytest.mark.parametrize("step", [list_in_place, show])
def test_what_was_hidden_on_purpose_is_not_on_lists_of_the_past_again(listed, step, retired_on):
    hidden = factories.make_engagement(
        processor=factories.make_processor(is_public=False),
        ends_on=TODAY - timedelta(days=300),
        listed_from=TODAY - timedelta(days=400),
        listed_until=TODAY - timedelta(days=300),
        retired_on=retired_on,
    )
    after = hidden.processor
    end_with_all(listed, on=TODAY, successor=Successor(processor=after), **WHO)
    with pytest.raises(ValidationError, match=f"{hidden.activity}: it would be on the public"):
        step(after, **WHO)
    assert names(hidden.listed_from) == []
    with factories.one_block():
        hidden.listed_from = hidden.listed_until = None
        hidden.save()
    step(after, **WHO)
    assert names(TODAY - timedelta(days=350)) == []
    assert names(TODAY + timedelta(days=1)) == [after.name]


def test_what_was_hidden_while_it_went_on_is_not_on_lists_of_the_past_again():
    hidden = factories.make_engagement(
        processor=factories.make_processor(is_public=False),
        listed_from=TODAY - timedelta(days=400),
    )
    with pytest.raises(ValidationError, match=f"{hidden.activity}: it would be on the public"):
        show(hidden.processor, **WHO)
    with factories.one_block():
        hidden.listed_from = None
        hidden.save()
    show(hidden.processor, **WHO)
    assert names(TODAY - timedelta(days=350)) == []
    assert names(TODAY) == [hidden.processor.name]


def test_one_that_may_be_listed_anyway_takes_a_place_whatever_was_listed_before(listed):
    before = factories.make_engagement(
        processor=factories.make_processor(is_public=True),
        listed_from=TODAY - timedelta(days=400),
        listed_until=TODAY - timedelta(days=300),
    )
    end_with_all(listed, on=TODAY, successor=Successor(processor=before.processor), **WHO)
    list_in_place(before.processor, **WHO)
    assert names(TODAY + timedelta(days=1)) == [before.processor.name]


@pytest.mark.parametrize(
    ("days", "more", "takes_it"),
    [
        pytest.param(0, {}, True, id="typed by hand"),
        pytest.param(-20, {}, True, id="some weeks before"),
        pytest.param(90, {}, False, id="much later"),
        pytest.param(0, {"role": "third_party"}, False, id="as something else"),
    ],
)
def test_a_vendor_that_comes_when_another_leaves_takes_its_place(listed, days, more, takes_it):
    end_with_all(listed, on=TODAY, **WHO)
    starts_on = TODAY + timedelta(days=days)
    begins = {"first_day": min(starts_on, TODAY), "starts_on": starts_on}
    state = "planned" if starts_on > TODAY else "active"
    new = factories.make_engagement(
        processor=factories.make_processor(), activity=listed.activity, state=state, **begins | more
    )
    assert bool(places_taken(new.processor)) == takes_it
    if not takes_it:
        with pytest.raises(ValidationError, match="place of nobody"):
            list_in_place(new.processor, **WHO)


def test_the_page_asks_after_the_end_and_says_what_would_not_be_stated(client, listed):
    client.force_login(factories.make_user(role="editor"))
    after = factories.make_processor(name="Sendy", country=None)
    asked = taking.take(client, "end", listed, on=TODAY, processor=after.pk, follow=True)
    assert asked.redirect_chain[-1][0].startswith(
        reverse("admin:registry_processor_step", args=["follow"])
    )
    page = asked.content.decode()
    assert "List Sendy publicly?" in page
    assert f'value="{TODAY + timedelta(days=1)}"' in page
    assert "Established in: not stated" in page
    assert (
        f'href="{reverse("admin:registry_processor_change", args=[after.pk])}#id_country"' in page
    )
    there = client.get(reverse("admin:registry_processor_change", args=[after.pk])).text
    assert "List Sendy publicly from" in there
    assert "On the public list this would read:" in there
    taking.take(client, "follow", after, on=TODAY + timedelta(days=3))
    assert str(after.engagements.get().listed_from) == str(TODAY + timedelta(days=3))


def test_two_places_with_a_day_each_are_taken_on_these_days(client, listed):
    client.force_login(factories.make_user(role="editor"))
    days = [TODAY - timedelta(days=40), TODAY]
    again = factories.make_engagement(
        processor=listed.processor, first_day=listed.starts_on, listed_from=listed.listed_from
    )
    after = factories.make_processor(name="Sendy", is_public=True)
    for row, day in zip((listed, again), days, strict=True):
        end_with_all(row, on=day, successor=Successor(processor=after), **WHO)
    page = client.get(taking.page_of("follow", after))
    assert page.context["form"]["on"].value() is None
    lines = page.context["places"]
    assert str(lines[0]).endswith(f"was on the public list for this until {date_format(days[0])}.")
    assert str(lines[1]).endswith(f"is on the public list for this up to {date_format(days[1])}.")
    there = client.get(reverse("admin:registry_processor_change", args=[after.pk])).text
    assert "List Sendy publicly?" in there
    taking.take(client, "follow", after, page=page, on="")
    listed_from = after.engagements.order_by("listed_from").values_list("listed_from", flat=True)
    assert [*listed_from] == [day + timedelta(days=1) for day in days]


def test_before_it_is_shown_the_page_names_what_is_not_stated_with_its_field(client):
    client.force_login(factories.make_user(role="editor"))
    row = factories.make_engagement(service="")
    page = client.get(taking.page_of("show", row.processor)).text
    assert f"Service ({row.activity}): not stated" in page
    assert f'href="{reverse("admin:registry_engagement_change", args=[row.pk])}#id_service"' in page


def test_nothing_is_asked_of_what_is_not_on_the_list_and_will_not_be(client, listed):
    client.force_login(factories.make_user(role="editor"))
    off = factories.make_engagement(
        processor=factories.make_processor(country=None, is_public=True), service=""
    )
    after = off.processor
    end_with_all(listed, on=TODAY - timedelta(days=5), successor=Successor(processor=after), **WHO)
    place = after.engagements.exclude(pk=off.pk).get()
    with factories.one_block():
        place.service = ""
        place.save()
    address = reverse("admin:registry_processor_change", args=[after.pk])
    unsaid, elsewhere = (f"Service ({row.activity}): not stated" for row in (place, off))
    for page in (client.get(taking.page_of("follow", after)).text, client.get(address).text):
        assert unsaid in page
        assert elsewhere not in page
    list_in_place(after, **WHO)
    page = client.get(address).text
    told = page[page.index("On the public list this reads:") :]
    assert unsaid in told
    assert elsewhere not in told


def test_of_what_would_come_onto_the_list_with_all_it_does_everything_is_told(client):
    client.force_login(factories.make_user(role="editor"))
    row = factories.make_engagement(service="")
    page = client.get(reverse("admin:registry_processor_change", args=[row.processor.pk])).text
    assert "On the public list this would read:" in page
    assert f"Service ({row.activity}): not stated" in page
