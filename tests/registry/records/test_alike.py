"""Names that people cannot tell apart, however they are written to the register."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.models import (
    Country,
    DataCategory,
    ProcessingActivity,
    Processor,
    Purpose,
)
from registry.records.history import recorded
from tests.registry.admin.forms import as_sent
from tests.support.factories import (
    make_activity,
    make_country,
    make_data_category,
    make_organisation,
    make_processor,
    make_purpose,
    make_user,
)

pytestmark = pytest.mark.django_db
BY = {"by": "test", "reason": "Test"}
ALIKE = ["ACME", "acme", " Acme", "Acme\u200b", "\uff21cme", "Ac\xadme"]


@pytest.mark.parametrize("name", ALIKE)
def test_a_name_that_nobody_can_tell_from_another_is_not_saved(name):
    Processor.objects.filter(name="Acme").exists() or make_processor(name="Acme")
    with pytest.raises(ValidationError, match="differs from the entry “Acme” only by capitals"):
        make_processor(name=name)
    assert Processor.objects.count() == 1


@pytest.mark.parametrize(
    ("make", "one", "other"),
    [
        pytest.param(make_organisation, {"name": "Ours"}, {"name": "OURS"}, id="organisations"),
        pytest.param(make_activity, {"reference": "A-1"}, {"reference": "a-1"}, id="references"),
        pytest.param(make_data_category, {"code": "email"}, {"code": "EMAIL"}, id="codes"),
        pytest.param(make_data_category, {"name": "E-mail"}, {"name": "e-mail"}, id="terms"),
        pytest.param(
            make_country,
            {"code": "QQ", "name": "Utopia"},
            {"code": "QR", "name": "UTOPIA"},
            id="what also names a row",
        ),
    ],
)
def test_every_field_by_which_files_quote_a_row_tells_it_apart(make, one, other):
    make(**one)
    with pytest.raises(ValidationError, match="differs from the entry"):
        make(**other)


def test_a_part_is_told_apart_from_those_of_the_same_whole():
    activity = make_activity()
    make_purpose(activity=activity, text="Pay salaries")
    make_purpose(activity=make_activity(), text="PAY SALARIES")
    with pytest.raises(ValidationError, match=r"“pay  salaries” differs from .*“Pay salaries”"):
        make_purpose(activity=activity, text="pay  salaries")
    assert Purpose.objects.count() == 2


def test_two_names_of_one_block_are_compared_with_each_other():
    with pytest.raises(ValidationError, match="differs from the entry"), recorded(**BY):
        Processor.objects.add_all([Processor(name="Acme"), Processor(name="ACME")])
    assert not Processor.objects.exists()


def test_a_name_may_change_into_another_way_to_write_it():
    processor = make_processor(name="Acme")
    with recorded(**BY):
        processor.name = "ACME"
        processor.save()
    assert Processor.objects.get().name == "ACME"


def test_a_row_is_not_renamed_to_what_another_is_called():
    make_processor(name="Acme")
    other = make_processor(name="Beta")
    other.name = "acme"
    with (
        pytest.raises(ValidationError, match="“acme” differs from the entry"),
        recorded(**BY),
    ):
        other.save()


def test_what_was_alike_before_the_rule_may_be_corrected_and_retired(monkeypatch):
    make_processor(name="Acme")
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr("registry.records.unit.alike", lambda model, kinds: iter(()))
        before_the_rule.setattr("registry.records.unit.not_on_every_day", lambda *args: iter(()))
        old = make_processor(name="ACME")
    with recorded(**BY):
        old.legal_name = "Acme Inc."
        old.save()
    with recorded(**BY, since=timezone.localdate() - timedelta(days=9)):
        old.legal_name = "Acme"
        old.save()
    with pytest.raises(ValidationError, match="differs from the entry"), recorded(**BY):
        Processor.objects.create(name="aCME")


@pytest.mark.parametrize("name", ["\u200b", "\u2060\xad"])
def test_a_name_that_cannot_be_seen_is_none(name):
    with pytest.raises(ValidationError, match="consists of invisible characters only"):
        make_processor(name=name)


@pytest.mark.once
def test_the_form_names_the_other_entry(client):
    make_processor(name="Ours")
    client.force_login(make_user(role="editor"))
    address = "/admin/registry/processor/add/"
    sent = as_sent(client.get(address)) | {"name": "OURS", "processing_countries": []}
    page = client.post(address, sent).content.decode()
    assert "“OURS” differs from the entry “Ours” only by capitals" in page
    assert Processor.objects.count() == 1


def test_a_save_asks_once_for_each_table(django_assert_max_num_queries):
    for number in range(3):
        make_processor(name=f"P{number}")
    with django_assert_max_num_queries(22):
        make_processor(name="P9")


def test_what_the_register_counts_itself_is_not_compared():
    assert ProcessingActivity.is_typed
    assert Country.also_by == DataCategory.also_by == ("name",)
