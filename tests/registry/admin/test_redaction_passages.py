"""What quotes somebody is shown before it goes, and goes where it is ticked; nothing else does."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from registry.admin.evidence import redaction_form, redactions
from registry.evidence.redaction.forgetting import MOST_PASSAGES, Changed
from registry.evidence.verify.whole import verify
from registry.models import EvidenceEvent, Person, Processor
from registry.records.events import announce
from registry.records.history import recorded
from registry.vocabulary import EventName
from tests.registry.admin.evidence.test_redactions import address, boxes, offered, redact, sign_in
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def say(row, reason, **fields):
    with recorded(by="test", reason=reason):
        for name, value in {"remarks": reason, **fields}.items():
            setattr(row, name, value)
        row.save()


@pytest.fixture
def mark():
    """Somebody whose name begins words, and stands in what was said elsewhere."""
    mark = factories.make_person(code="chair", name="Mark", email="mark@example.org")
    acme = factories.make_processor(name="Acme")
    for reason in ["Marketing list moved to Acme", "Mark’s idea", "As MARK said, mark it"]:
        with recorded(by="test", reason=reason):
            acme.legal_name = reason[:20]
            acme.save()
    return mark


def passages(form) -> dict[str, str]:
    """Those that are offered, by key, as a reader sees them."""
    return {
        key: unescape(re.sub("<[^>]*>", "", label))
        for key, label in boxes(form).items()
        if "<q>" in label
    }


def reasons_of(row) -> list[str]:
    return list(row.history.order_by("pk").values_list("history_change_reason", flat=True))


def test_passages_are_whole_words_and_are_shown_with_what_stands_around_them(client, mark):
    sign_in(client)
    shown = passages(offered(client, mark))
    assert list(shown.values()) == [
        "The reason of 1 change: Mark’s idea",
        "The reason of 1 change: As MARK said, mark it",
    ]
    page = client.get(address(mark)).content.decode()
    assert "<q>As <mark>MARK</mark> said, <mark>mark</mark> it</q>" in page
    assert "Elsewhere: Processor: Acme" in page
    assert "Marketing" not in page


def test_each_passage_goes_only_where_it_is_ticked(client, mark):
    sign_in(client)
    form = offered(client, mark)
    first, _second = passages(form)
    redact(client, mark, "registry.person:name", first, form=form)
    acme = Processor.objects.get()
    said = ["Marketing list moved to Acme", "[removed]", "As MARK said, mark it"]
    assert reasons_of(acme)[1:] == said
    assert Person.objects.get().name == "[removed]"
    assert verify().faults == []


@pytest.mark.slow
def test_the_same_words_about_two_entries_are_two_passages(client, mark):
    sign_in(client)
    for name in ["One", "Two"]:
        say(factories.make_processor(name=name), "Mark asked for it")
    form = offered(client, mark)
    keys = [key for key, text in passages(form).items() if "asked" in text]
    assert len(keys) == 2
    redact(client, mark, keys[0], form=form)
    said = [reasons_of(Processor.objects.get(name=name))[-1] for name in ["One", "Two"]]
    assert said == ["[removed]", "Mark asked for it"]


@pytest.mark.slow
def test_the_same_words_about_one_entry_are_one_passage_of_several_changes(client, mark):
    sign_in(client)
    one = factories.make_processor(name="One")
    for number in "12":
        say(one, "Mark asked for it", legal_name=number)
    form = offered(client, mark)
    (key,) = [key for key, text in passages(form).items() if "of 2 changes" in text]
    redact(client, mark, key, form=form)
    assert reasons_of(one)[1:] == ["[removed]"] * 2


# What is ticked beforehand


def ticked(client, row) -> list[str]:
    form = offered(client, row)
    assert set(form["chosen"].initial) <= set(boxes(form))
    return [boxes(form)[key] for key in form["chosen"].initial]


@pytest.mark.slow
def test_names_and_addresses_are_ticked_and_free_text_is_not(client):
    sign_in(client)
    person = factories.make_person(name="Jan Doe", email="jan@example.org", remarks="By phone")
    factories.make_seat(person=person, remarks="In the evening")
    said = boxes(offered(client, person)).values()
    assert {"Remarks (1 version)", "Authors of the changes (2 versions)"} <= set(said)
    assert ticked(client, person) == ["Name (1 version)", "E-mail (1 version)"]


@pytest.mark.slow
def test_of_passages_only_those_of_the_own_past_that_quote_a_name_are_ticked(client, mark):
    sign_in(client)
    say(mark, "Said by Mark", remarks="Not on the phone")
    say(mark, "Not on the phone")
    with recorded(by="test", reason="Mark, see above"):
        mark.email = ""
        mark.save()
    chosen = ticked(client, mark)
    quoted = [unescape(re.sub("<[^>]*>", "", text)) for text in chosen if "<q>" in text]
    assert quoted == [
        "The reason of 1 change: Said by Mark",
        "The reason of 1 change: Mark, see above",
    ]
    assert any("Not on the phone" in text for text in passages(offered(client, mark)).values())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "is_ticked"), [("Ann", False), ("Anne", True), ("A-nn", False)])
def test_a_match_on_a_name_under_four_letters_is_shown_and_never_ticked(client, name, is_ticked):
    sign_in(client)
    person = factories.make_person(name=name)
    say(person, f"As {name} said")
    form = offered(client, person)
    (key,) = passages(form)
    assert (key in form["chosen"].initial) is is_ticked
    redact(client, person, key, form=form)
    assert reasons_of(person)[1] == "[removed]"


# Headings


@pytest.mark.slow
def test_fields_stand_under_their_table_and_its_rows_and_what_all_have_under_all(client):
    sign_in(client)
    person = factories.make_person(code="p1", name="Jan Doe")
    for number in range(4):
        factories.make_seat(person=person, designation=f"Seat {number}", remarks="A note")
    headings = [heading for heading, _some in offered(client, person).fields["chosen"].choices]
    seats = ", ".join(str(seat) for seat in person.seats.order_by("pk")[:3])
    assert headings == ["Person: p1", f"Seat: {seats}, …", "All of these fields"]


def test_three_rows_are_named_without_dots(client):
    sign_in(client)
    person = factories.make_person()
    for number in range(redaction_form.REFERENCES_SHOWN):
        factories.make_seat(person=person, designation=f"Seat {number}", remarks="A note")
    headings = [heading for heading, _some in offered(client, person).fields["chosen"].choices]
    assert headings[1].startswith("Seat: ")
    assert "…" not in headings[1]


@pytest.mark.slow
def test_passages_stand_under_the_own_past_and_under_the_entry_they_are_about(client, mark):
    sign_in(client)
    say(mark, "Said by Mark")
    announce(EventName.EXPORTED, by="test", words="Mark wanted it")
    headings = [heading for heading, _some in offered(client, mark).fields["chosen"].choices]
    assert headings[-3:] == [
        "Reasons of changes to this entry that quote it",
        "Elsewhere: Processor: Acme",
        "Elsewhere: the whole register",
    ]


# Events and lines of the admin's log


@pytest.mark.slow
def test_events_about_the_entry_and_elsewhere_are_passages(client, mark):
    sign_in(client)
    announce(EventName.EXPORTED, by="test", about=mark, words={"said": ["Mark wanted it", 3]})
    announce(EventName.EXPORTED, by="test", words="The market wanted it")
    form = offered(client, mark)
    (key,) = [key for key in passages(form) if key.startswith("registry.evidenceevent:")]
    assert key in form["chosen"].initial
    redact(client, mark, key, form=form)
    event = EvidenceEvent.objects.filter(name=EventName.EXPORTED).earliest("pk")
    assert event.details == "[removed]"
    assert verify().faults == []


def line(row, called, message=""):
    return LogEntry.objects.create(
        user=factories.make_user(),
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=called,
        change_message=message,
        action_flag=CHANGE,
    )


@pytest.mark.slow
def test_a_line_of_the_log_alone_can_go_and_there_is_a_certificate(client, mark):
    sign_in(client)
    acme = Processor.objects.get()
    said = line(acme, "Acme", '[{"changed": {"object": "Told by M\\u0061rk"}}]')
    other = line(acme, "Acme", "Marketing")
    form = offered(client, mark)
    (key,) = [key for key in passages(form) if key.startswith("admin.logentry:")]
    assert "Told by <mark>Mark</mark>" in boxes(form)[key]
    assert key not in form["chosen"].initial
    page = redact(client, mark, key, form=form, follow=True)
    assert "Certificate" in page.content.decode()
    assert [str(told) for told in page.context["messages"]] == ["Removed from the admin's log."]
    said.refresh_from_db()
    other.refresh_from_db()
    assert (said.object_repr, said.change_message) == ("[removed]", "")
    assert other.change_message == "Marketing"
    assert EvidenceEvent.objects.get(name=EventName.REDACTED).facts["lines"] == 1
    assert verify().faults == []


@pytest.mark.slow
def test_lines_about_the_entry_itself_go_in_any_case_and_are_no_choice(client, mark):
    sign_in(client)
    said = line(mark, "Mark")
    form = offered(client, mark)
    assert not [key for key in passages(form) if key.startswith("admin.logentry:")]
    redact(client, mark, "registry.person:name", form=form)
    said.refresh_from_db()
    assert said.object_repr == "[removed]"


@pytest.mark.slow
def test_what_is_removed_already_is_no_passage_whatever_word_its_marker_has(client):
    sign_in(client)
    person = factories.make_person(name="Removed")
    say(person, "Removed it")
    form = offered(client, person)
    redact(client, person, *form["chosen"].initial, form=form)
    assert passages(offered(client, person)) == {}


# What may be seen


def test_passages_about_entries_that_somebody_may_not_see_are_not_shown(client, mark):
    user = factories.make_user(is_staff=True)
    names = ["view_person", "redact_evidenceevent"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    announce(EventName.EXPORTED, by="test", words="Mark wanted it")
    assert passages(offered(client, mark)) == {}
    user.user_permissions.add(Permission.objects.get(codename="view_processor"))
    client.force_login(user)  # whose rights are others signs in again
    assert len(passages(offered(client, mark))) == 2
    user.user_permissions.add(Permission.objects.get(codename="view_evidenceevent"))
    client.force_login(user)
    assert len(passages(offered(client, mark))) == 3


@pytest.mark.slow
def test_more_passages_than_a_page_can_show_are_counted_and_left(client, mark, monkeypatch):
    sign_in(client)
    assert MOST_PASSAGES == 200
    monkeypatch.setattr("registry.evidence.redaction.forgetting.MOST_PASSAGES", 1)
    page = client.get(address(mark))
    assert len(passages(page.context["form"])) == 1
    assert "1 more passage does not fit on this page" in page.content.decode()


# What has changed since


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda mark: say(mark, "Another day"), id="another version"),
        pytest.param(
            lambda mark: say(factories.make_processor(name="New"), "Mark asked"), id="a new passage"
        ),
        pytest.param(lambda mark: factories.make_seat(person=mark, remarks="New"), id="a new part"),
    ],
)
def test_what_changed_since_it_was_shown_is_refused_and_shown_again(client, mark, change):
    sign_in(client)
    form = offered(client, mark)
    change(mark)
    page = redact(client, mark, "registry.person:name", form=form)
    again = page.context["form"]
    assert "has changed since you opened this page" in page.content.decode()
    assert Person.objects.get().name == "Mark"
    assert again["seen"].value() != form["seen"].initial
    assert again["chosen"].value() == ["registry.person:name"]
    said = {"ground": "erasure", "reason": "Asked for"}
    said |= {"seen": again["seen"].value(), "chosen": again["chosen"].value()}
    assert client.post(address(mark), said).status_code == 302
    assert Person.objects.get().name == "[removed]"


@pytest.mark.slow
def test_what_changes_between_the_check_and_the_removal_is_refused_too(client, mark, monkeypatch):
    sign_in(client)
    form = offered(client, mark)
    offer, colleague = redactions.offer, iter(["A colleague"])

    def offer_earlier(*args, **kwargs):
        shown = offer(*args, **kwargs)
        for words in colleague:
            say(mark, words)
        return shown

    monkeypatch.setattr(redactions, "offer", offer_earlier)
    page = redact(client, mark, "registry.person:name", form=form)
    (said,) = page.context["form"].non_field_errors()
    assert "has changed since you opened this page" in said
    assert Person.objects.get().name == "Mark"
    assert page.context["form"]["seen"].value() != form["seen"].initial


@pytest.mark.slow
def test_what_changed_and_changed_back_meanwhile_is_refused_once(client, mark, monkeypatch):
    sign_in(client)

    def forget_too_early(*args, **kwargs):
        raise Changed("Look again.")

    monkeypatch.setattr(redactions, "forget", forget_too_early)
    page = redact(client, mark, "registry.person:name")
    assert page.context["form"].non_field_errors() == ["Look again."]


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_whoever_has_not_seen_the_page_removes_nothing(client, mark, seen):
    sign_in(client)
    page = redact(client, mark, "registry.person:name", seen=seen)
    assert "has changed since you opened this page" in page.content.decode()
    assert Person.objects.get().name == "Mark"


def test_what_was_not_offered_cannot_be_chosen(client, mark):
    sign_in(client)
    acme = Processor.objects.get()
    first = acme.history.earliest("pk").pk
    page = redact(client, mark, f"registry.processor:history_change_reason:{first}")
    assert "is not one of the available choices" in page.content.decode()
    assert "[removed]" not in reasons_of(acme)


@pytest.mark.slow
def test_a_reason_may_not_quote_a_passage_that_goes_nor_a_short_name(client, mark):
    sign_in(client)
    form = offered(client, mark)
    first, _second = passages(form)
    page = redact(client, mark, first, form=form, reason="Mark left")
    assert "The reason quotes what is to be removed" in page.content.decode()
    ed = factories.make_person(name="Ed")
    page = redact(client, ed, "registry.person:name", reason="Ed left")
    assert "The reason quotes what is to be removed" in page.content.decode()


# The way to the page


def test_the_link_is_on_the_page_of_today_and_not_on_one_of_the_past(client, mark):
    sign_in(client)
    page = f"/admin/registry/person/{mark.pk}/change/"
    assert address(mark) in client.get(page).content.decode()
    past = client.get(page, {"_known": timezone.localdate().isoformat()})
    assert past.status_code == 200
    assert address(mark) not in past.content.decode()


def test_the_link_is_for_those_alone_who_may(client, mark):
    sign_in(client, "editor")
    page = client.get(f"/admin/registry/person/{mark.pk}/change/").content.decode()
    assert address(mark) not in page
