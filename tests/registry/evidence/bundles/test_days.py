"""What leaves as proof says of each day what the register says, whatever was told anew of it."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry import lifecycle
from registry.evidence.bundles import packing
from registry.evidence.bundles.checking import check_bundle
from registry.evidence.bundles.choosing import Choice
from registry.evidence.verify.whole import verify
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import Wish, read_sheet
from registry.models import DataCategory, EvidenceEntry
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.resources import TABLES
from tests.registry.evidence.implementations import bundle_verifier

pytestmark = pytest.mark.django_db

DAYS = [date(2018, month, 12) for month in (1, 3, 6, 7)]
JANUARY, MARCH, JUNE, JULY = DAYS


def take(text: str, since: date) -> None:
    table = TABLES["data_categories"]
    sheet = read_sheet("data_categories.csv", text.encode(), Wish(fit=table.fit))
    (result,) = import_sheets([(table, sheet)], by="test", reason="Edition", since=since)
    assert result.refusals == []


def test_a_bundle_says_of_each_day_what_the_register_says(tmp_path, capsys):
    with recorded(by="test", reason="Words"):
        one, two = (
            DataCategory(code=code, name=name, first_day=JANUARY)
            for code, name in (("one", "A"), ("two", "B"))
        )
        one.save()
        two.save()
    take("code,name\none,B\ntwo,A\n", MARCH)
    take("code,name,description\none,B,Said again\n", JUNE)
    lifecycle.retire(one, by="test", reason="Not used", on=JUNE)
    lifecycle.restore(one, by="test", reason="Used again", on=JULY)
    assert [str(fault) for fault in verify().faults] == []

    bundle = tmp_path / "b.zip"
    packing.write(bundle, Choice(rows={"registry.datacategory": {one.pk}}), at=timezone.now())
    assert check_bundle(bundle).code == 0
    for day in [JANUARY, *(it - timedelta(days=1) for it in DAYS[1:]), *DAYS[1:]]:
        with as_it_was(day):
            row = DataCategory.objects.get(pk=one.pk)
        assert bundle_verifier().main([str(bundle), "--on", day.isoformat()]) == 0
        words = capsys.readouterr().out
        found = re.search(rf"registry.datacategory {one.pk}: entry (\d+)", words)
        said = DataCategory.history.get(pk=EvidenceEntry.objects.get(seq=found[1]).history_id)
        assert (said.name, said.description) == (row.name, row.description), day
        assert said.retired_on == row.retired_on, day
