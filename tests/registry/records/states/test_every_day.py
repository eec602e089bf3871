"""On every day one name or key leads to one row, whoever is called otherwise now."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.files import sheet_importer
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import Wish, read_sheet
from registry.models import DataCategory, Processor, Purpose
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.resources import TABLES
from tests.support.factories import make_processor, make_purpose, make_seat

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE = (date(2018, month, 12) for month in (1, 3, 6))
DAY = timedelta(days=1)


def change(row, since, **fields):
    with recorded(by="test", reason="A change", since=since):
        row = type(row).objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def take(table, text, since):
    sheet = read_sheet(f"{table}.csv", text.encode(), Wish(fit=TABLES[table].fit))
    results = import_sheets([(TABLES[table], sheet)], by="test", reason="Edition", since=since)
    return [str(refusal) for result in results for refusal in result.refusals]


def test_a_new_row_may_not_have_the_key_of_several_parts_that_another_had_on_its_days():
    purpose = make_purpose(text="Mail", starts_on=JANUARY)
    change(purpose, MARCH, text="Letters")
    with pytest.raises(Faults, match=r"On Jan\. 12, 2018 another entry had the same key"):
        make_purpose(activity=purpose.activity, text="Mail", starts_on=JANUARY)
    assert Purpose.objects.count() == 1


def test_until_means_up_to_the_end_of_that_day():
    seat = make_seat(designation="Chair", starts_on=JANUARY, ends_on=MARCH)
    change(seat, MARCH, designation="Head")
    other = make_seat(body=seat.body, designation="Seat 2", starts_on=JANUARY)
    change(other, MARCH + DAY, designation="Seat 3")
    other.designation = "Head"
    with (
        pytest.raises(Faults, match="On March 12, 2018 another entry had the same key"),
        recorded(by="test", reason="An edition", since=MARCH) as unit,
    ):
        unit.state(other, ["designation"])


@pytest.mark.parametrize("since", [None, MARCH])
def test_two_rows_exchange_their_names_in_one_file(since):
    with recorded(by="test", reason="Words"):
        for code, name in (("one", "A"), ("two", "B"), ("three", "C")):
            DataCategory(code=code, name=name, first_day=JANUARY).save()
    assert take("data_categories", "code,name\none,B\ntwo,A\nthree,C\n", since) == []
    names = dict(DataCategory.objects.values_list("code", "name"))
    assert (names["one"], names["two"], names["three"]) == ("B", "A", "C")
    with as_it_was((since or timezone.localdate()) - DAY):
        assert DataCategory.objects.get(code="one").name == "A"


@pytest.mark.parametrize(
    ("names", "refusals"), [("BCA", 0), ("BCX", 0), ("BCC", 2)], ids=["round", "on", "taken"]
)
def test_rows_exchange_their_names_though_they_are_written_one_after_the_other(
    monkeypatch, names, refusals
):
    monkeypatch.setattr(sheet_importer, "BATCH", 1)
    with recorded(by="test", reason="Words"):
        for name in "ABC":
            DataCategory(code=f"{name}-code", name=name).save()
    lines = [f"{old}-code,{new}\n" for old, new in zip("ABC", names, strict=True)]
    assert len(take("data_categories", "code,name\n" + "".join(lines), None)) == refusals
    found = "".join(DataCategory.objects.order_by("code").values_list("name", flat=True))
    assert found == ("ABC" if refusals else names)


@pytest.mark.parametrize(
    ("names", "refusals"), [("BCA", 0), ("BCX", 0), ("BCC", 1)], ids=["round", "on", "taken"]
)
def test_and_though_they_are_written_so_of_a_day_of_the_past(monkeypatch, names, refusals):
    for module in ("unit.BATCH", "states.exchanging.FEW"):
        monkeypatch.setattr(f"registry.records.{module}", 1)
    with recorded(by="test", reason="Words"):
        for name in "ABC":
            DataCategory(code=f"{name}-code", name=name, first_day=JANUARY).save()
    lines = [f"{old}-code,{new}\n" for old, new in zip("ABC", names, strict=True)]
    assert len(take("data_categories", "code,name\n" + "".join(lines), MARCH)) == refusals
    found = "".join(DataCategory.objects.order_by("code").values_list("name", flat=True))
    assert found == ("ABC" if refusals else names)
    with as_it_was(JANUARY):
        found = DataCategory.objects.order_by("code").values_list("name", flat=True)
        assert "".join(found) == "ABC"


@pytest.mark.parametrize("name", ["FOO", "foo "])
def test_a_dated_file_may_not_name_a_row_nearly_as_another_is_named(name):
    with recorded(by="test", reason="Words"):
        DataCategory(code="one", name="Foo", first_day=JANUARY).save()
        DataCategory(code="two", name="Bar", first_day=JANUARY).save()
    (refusal,) = take("data_categories", f'code,name\ntwo,"{name}"\n', MARCH)
    assert "only by capitals, spaces or invisible characters" in refusal
    assert DataCategory.objects.get(code="two").name == "Bar"


def test_nor_as_another_was_named_on_one_of_the_days():
    first = make_processor(name="Foo", first_day=JANUARY)
    change(first, MARCH, name="Bar")
    with pytest.raises(
        Faults, match=r"“FOO” differs only by capitals.* from “Foo”.*Jan\. 12, 2018"
    ):
        make_processor(name="FOO", first_day=JANUARY)
    make_processor(name="FOO", first_day=MARCH)
    assert Processor.objects.count() == 1 + 1
