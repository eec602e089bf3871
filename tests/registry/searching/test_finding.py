"""What comes first, and that a question is one, however much there is."""

import pytest
from django.utils import timezone

from registry.records.history import recorded
from registry.searching.finding import SHOWN, find
from tests.support.factories import (
    make_activity,
    make_approved_activity,
    make_processor,
    make_purpose,
)

pytestmark = pytest.mark.django_db
EVERYTHING = ["registry.processor", "registry.processingactivity", "registry.purpose"]
NAUGHTY = ["NEAR(a b)", "a AND", '"', "a*b", "\ud800x", "x" * 5_000, "' OR 1=1 --", "a:*&!b", "\\"]


def found(text, with_drafts=True):
    kinds = find(text, EVERYTHING, with_drafts=with_drafts)
    return [row.title for kind in kinds for row in kind.rows]


def test_the_best_comes_first_and_what_is_retired_last():
    make_processor(name="Other", legal_name="Mail Incorporated")
    make_processor(name="Old Mail")
    make_processor(name="Mailbox of all")
    make_processor(name="Mail")
    retired = make_processor(name="Mai")
    with recorded(by="test", reason="No longer"):
        retired.retired_on = timezone.localdate()
        retired.save()
    assert found("mail") == ["Mail", "Mailbox of all", "Old Mail", "Other"]
    assert found("mai")[-1] == "Mai"


def test_of_each_table_the_best_are_shown_and_all_are_counted(django_assert_num_queries):
    for number in range(SHOWN + 3):
        make_processor(name=f"Same {number}")
    make_activity(name="Same again")
    with django_assert_num_queries(1):
        kinds = find("same", EVERYTHING, with_drafts=True)
    totals = {kind.table: (kind.total, len(kind.rows)) for kind in kinds}
    assert totals == {
        "registry.processor": (SHOWN + 3, SHOWN),
        "registry.processingactivity": (1, 1),
    }


def test_whoever_sees_no_drafts_finds_none_and_none_of_their_parts():
    hidden = make_activity(name="Hidden canary")
    make_purpose(activity=hidden, text="Canary of a draft")
    approved = make_approved_activity(name="Approved canary")
    assert found("canary", with_drafts=False) == [f"{approved.reference}, Approved canary"]
    assert len(found("canary")) == 3
    (part,) = find("canary of", EVERYTHING, with_drafts=True)[-1].rows
    assert part.of == hidden.reference


def test_no_text_is_an_error():
    make_processor(name="Something")
    for text in NAUGHTY:
        found(text)


def test_tables_come_in_their_order_but_first_those_that_have_a_row_called_so():
    make_processor(name="Payroll and more")
    make_activity(reference="A-1", name="Payroll of staff")
    assert [kind.table for kind in find("payr", EVERYTHING, with_drafts=True)] == EVERYTHING[:2]
    make_purpose(text="Payroll")
    kinds = [kind.table for kind in find("payroll", EVERYTHING, with_drafts=True)]
    assert kinds == ["registry.purpose", *EVERYTHING[:2]]
