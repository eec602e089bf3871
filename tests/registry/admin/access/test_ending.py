"""One step ends a term, access or an engagement; its page shows what ends with it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.models import AccessGrant, Seat
from tests.registry.admin.views import answer_to
from tests.support import factories
from tests.support.taking import page_of, take

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUERIES = 15


@pytest.fixture
def editor(client):
    client.force_login(factories.make_user(role="editor"))
    return client


@pytest.fixture
def seat():
    return factories.make_seat(designation="Treasurer")


def end(client, *rows, page=None, without=(), **fields):
    """As a browser sends the page back: with what it showed, and what stayed ticked."""
    page = page or client.get(page_of("end", *rows))
    shown = page.context.get("shown", [])
    data = {"shown": shown, "closing": [key for key in shown if key not in without]}
    return take(client, "end", *rows, page=page, **{"on": timezone.localdate()} | data | fields)


def test_the_page_lists_what_hangs_on_a_seat_and_ends_it_in_one_step(editor, seat):
    grant = factories.make_access_grant(seat=seat, reference="AG-1", system="Donor database")
    page = editor.get(page_of("end", seat))
    assert "Access AG-1: Treasurer" in page.content.decode()
    assert "Donor database" in page.content.decode()
    assert end(editor, seat, page=page).status_code == 302
    for row in [seat, grant]:
        row.refresh_from_db()
        assert row.ends_on == timezone.localdate()


def test_a_day_before_the_first_leads_to_the_field_of_the_first(editor):
    row = factories.make_engagement(first_day=timezone.localdate())
    refused = end(editor, row, on=timezone.localdate() - timedelta(days=1)).text
    assert "It is on record only since" in refused
    way = reverse("admin:registry_engagement_change", args=[row.pk])
    assert f'href="{way}#id_starts_on"' in refused


def test_what_is_unticked_stays(editor, seat):
    grant = factories.make_access_grant(seat=seat)
    end(editor, seat, without=[f"accessgrant-{grant.pk}"])
    grant.refresh_from_db()
    assert grant.ends_on is None


def test_what_came_to_it_since_the_page_was_shown_is_told_first(editor, seat):
    page = editor.get(page_of("end", seat))
    factories.make_access_grant(seat=seat, reference="AG-NEW")
    again = end(editor, seat, page=page)
    assert "that the page had not shown" in again.content.decode()
    assert "AG-NEW" in again.content.decode()
    assert Seat.objects.get().ends_on is None


def test_what_ended_meanwhile_is_told_too(editor, seat):
    grant = factories.make_access_grant(seat=seat)
    factories.make_access_grant(seat=seat)
    page = editor.get(page_of("end", seat))
    take(editor, "retire", grant)
    assert "has ended meanwhile" in end(editor, seat, page=page).content.decode()


def test_a_successor_is_chosen_on_the_page(editor, seat):
    factories.make_access_grant(seat=seat, reference="AG-1")
    person = factories.make_person()
    assert end(editor, seat, person=person.pk).status_code == 302
    assert AccessGrant.objects.get(reference="AG-1-2").seat.person == person


@pytest.mark.slow
def test_after_the_end_the_agreement_of_whoever_follows_is_asked_for(editor):
    """From tomorrow on; so is the transfer, where it goes abroad."""
    before = factories.make_engagement()
    after = factories.make_processor(name="Nextpost", country=factories.country("US"))
    end(editor, before, processor=after.pk)
    page = editor.get(reverse("admin:registry_processor_change", args=[after.pk]))
    (told,) = [str(it) for it in page.context["messages"] if "Still missing" in str(it)]
    assert "no agreement with Nextpost" in told
    assert "no transfer to Nextpost in United States" in told
    assert told.count("<a href=") == 2


@pytest.mark.parametrize("ends", ["the vendor", "its engagement"])
def test_who_ends_does_not_follow_itself(editor, ends):
    engagement = factories.make_engagement()
    row = engagement.processor if ends == "the vendor" else engagement
    page = editor.get(page_of("end", row))
    assert "processor" not in page.context["form"].fields
    for name in ("add", "library"):
        assert f'href="{reverse(f"admin:registry_processor_{name}")}"' in page.text
    other = factories.make_processor()
    form = editor.get(page_of("end", row)).context["form"]
    field = form.fields["processor"]
    assert list(field.queryset) == [other]
    asked = {"app_label": "registry", "model_name": "accessgrant", "field_name": "processor"}
    found = editor.get(field.widget.get_url(), asked | {"but": engagement.processor_id}).json()
    assert [it["id"] for it in found["results"]] == [str(other.pk)]
    assert f"?but={engagement.processor_id}" in field.widget.get_url()


@pytest.mark.slow
def test_several_seats_end_together_and_no_successor_is_asked_for(editor, seat):
    seats = [seat, factories.make_seat()]
    for row in seats:
        factories.make_access_grant(seat=row)
    page = editor.get(page_of("end", *seats))
    assert "Successor" not in page.content.decode()
    end(editor, *seats, page=page)
    assert set(AccessGrant.objects.values_list("ends_on", flat=True)) == {timezone.localdate()}


def test_a_role_ends_only_what_it_may_change(client, seat):
    user = factories.make_user()
    names = ["view_seat", "change_seat"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    factories.make_access_grant(seat=seat)
    assert "may not change access grants" in end(client, seat).content.decode()


LABELS = {
    "seat": (factories.make_seat, "End the term"),
    "grant": (factories.make_access_grant, "End the access"),
    "engagement": (factories.make_engagement, "End the engagement"),
    "body": (factories.make_body, "End"),
    "purpose": (factories.make_purpose, "End"),
    "agreement": (factories.make_processor_agreement, "End"),
    "transfer": (factories.make_transfer, "End"),
    "decision": (factories.make_adequacy_decision, "End"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("make", "label"), LABELS.values(), ids=LABELS)
def test_one_step_ends_a_row_and_what_was_a_mistake_is_retired_from_there(editor, make, label):
    row = make()
    assert steps_of(row) == [label]
    assert "/step/retire/" in editor.get(page_of("end", row)).content.decode()
    assert take(editor, "retire", row).status_code == 302


def steps_of(row):
    address = reverse(f"admin:registry_{row._meta.model_name}_change", args=[row.pk])
    shown = answer_to(factories.make_user(role="editor"), address).context_data["steps"]
    return [str(step.label) for step in shown]


@pytest.mark.slow
def test_a_processor_is_ended_while_it_is_engaged_and_retired_after_that(editor):
    processor = factories.make_engagement().processor
    assert steps_of(processor) == ["Show on the public list", "End the engagement"]
    end(editor, processor)
    assert steps_of(processor) == ["Show on the public list", "Retire"]


def test_a_list_that_offers_both_says_what_each_is_for(editor):
    factories.make_processor()
    page = editor.get(reverse("admin:registry_processor_changelist"))
    offered = dict(page.context_data["action_form"].fields["action"].choices)
    assert offered["end"] == "End the engagement"
    assert offered["retire"] == "Retire (a mistake, or engaged in nothing)"
    page = editor.get(reverse("admin:registry_body_changelist"))
    assert page.context_data["action_form"] is None or "retire" not in dict(
        page.context_data["action_form"].fields["action"].choices
    )


@pytest.mark.parametrize(
    ("make", "last"),
    [
        pytest.param(factories.make_purpose, "ends_on", id="purpose"),
        pytest.param(factories.make_processor_agreement, "expires_on", id="agreement"),
        pytest.param(factories.make_adequacy_decision, "valid_until", id="decision"),
    ],
)
def test_what_has_a_last_day_gets_it_and_is_not_retired_beside(editor, make, last):
    row = make()
    end(editor, row)
    row.refresh_from_db()
    assert (getattr(row, last), row.retired_on) == (timezone.localdate(), None)


@pytest.mark.slow
def test_the_end_of_a_body_ends_what_hangs_on_it(editor, seat):
    grant = factories.make_access_grant(body=seat.body)
    engagement = factories.make_engagement(processor=None, body=seat.body)
    assert "a last day before today" in end(editor, seat.body).content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    end(editor, seat.body, on=yesterday)
    for row in (seat, grant, engagement):
        row.refresh_from_db()
        assert row.ends_on == yesterday
    seat.body.refresh_from_db()
    assert seat.body.retired_on == timezone.localdate()


@pytest.mark.slow
def test_the_last_seats_of_a_body_take_its_access_with_them(editor, seat):
    seats = [seat, factories.make_seat(body=seat.body)]
    grant = factories.make_access_grant(body=seat.body, reference="AG-1")
    page = editor.get(page_of("end", *seats))
    assert "Access AG-1" in page.content.decode()
    assert end(editor, *seats, page=page).status_code == 302
    grant.refresh_from_db()
    assert grant.ends_on == timezone.localdate()


@pytest.mark.slow
def test_a_processor_ends_with_all_that_it_receives(editor):
    engagement = factories.make_engagement()
    page = editor.get(page_of("end", engagement.processor))
    assert "Recipient" in page.content.decode()
    assert end(editor, engagement.processor, page=page).status_code == 302
    engagement.refresh_from_db()
    assert engagement.ends_on == timezone.localdate()


@pytest.mark.slow
def test_the_page_takes_as_many_queries_for_many_things_as_for_few(editor):
    seat = factories.make_seat(country=factories.country("US"))
    for number in [1, 30]:
        for _ in range(number):
            factories.make_access_grant(seat=seat)
        with CaptureQueriesContext(connection) as captured:
            editor.get(page_of("end", seat))
        assert len(captured) <= QUERIES


def test_a_withdrawal_is_confirmed_from_the_list(editor):
    seats = [factories.make_seat(ends_on="2018-07-17") for _ in range(2)]
    take(editor, "confirm", *seats, on=timezone.localdate())
    assert set(Seat.objects.values_list("withdrawn_on", flat=True)) == {timezone.localdate()}
