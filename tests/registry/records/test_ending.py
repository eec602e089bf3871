"""No row ends before its first day: it would be there on no day, and nobody would know."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from registry import lifecycle
from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.models import AccessGrant
from registry.records.model import LastingModel
from registry.resources import TABLES
from tests.support import factories

DAY = date(2021, 5, 3)
BEFORE = DAY - timedelta(days=1)
WITH_AN_END = [
    model
    for model in apps.get_models()
    if issubclass(model, LastingModel) and model.until and model._meta.get_field(model.since).null
]


def clean(row, *names):
    """As a form or a file does that has these fields."""
    fields = {field.name for field in row._meta.get_fields()}
    row.clean_fields(exclude=fields - {*names})


@pytest.mark.once
@pytest.mark.parametrize("model", WITH_AN_END, ids=lambda model: model._meta.model_name)
def test_what_is_on_record_ends_on_no_day_before_that(model):
    row = model(first_day=DAY, **{model.until: BEFORE})
    row._state.adding = False
    for names in [(model.until,), (model.since, model.until), ("first_day",)]:
        with pytest.raises(ValidationError, match="on record only since") as refused:
            clean(row, *names)
        assert [*refused.value.error_dict] == [names[-1]]
    setattr(row, model.until, DAY)
    clean(row, model.until)
    setattr(row, model.until, BEFORE)
    setattr(row, model.since, BEFORE)
    clean(row, model.until, model.since)


@pytest.mark.once
@pytest.mark.parametrize("model", WITH_AN_END, ids=lambda model: model._meta.model_name)
def test_what_had_ended_when_it_was_entered_was_there_on_its_last_day(model):
    row = model(**{model.until: BEFORE})
    clean(row, model.until)
    assert row.first_day == BEFORE
    said = model(first_day=DAY, **{model.until: BEFORE})
    with pytest.raises(ValidationError, match="on record only since"):
        clean(said, model.until, "first_day")


@pytest.mark.django_db
def test_a_file_is_told_at_the_column_that_ends_a_row_too_early():
    grant = factories.make_access_grant(first_day=DAY)
    assert _refused(grant, f"ends_on\n{grant.reference},{BEFORE}\n") == [
        ("ends_on", "It is on record only since May 3, 2021")
    ]
    assert _refused(grant, f"retired_on\n{grant.reference},{BEFORE}\n") == [
        ("retired_on", "is before the first day of the entry, 2021-05-03")
    ]
    assert _refused(grant, f"ends_on,first_day\n{grant.reference},{BEFORE},{BEFORE}\n") == []
    assert AccessGrant.objects.get().ends_on == BEFORE


@pytest.mark.once
@pytest.mark.django_db
def test_what_stood_so_before_does_not_stand_in_the_way_of_other_changes():
    grant = factories.make_access_grant(first_day=DAY)
    QuerySet(AccessGrant).update(ends_on=BEFORE)
    grant = AccessGrant.objects.get()
    clean(grant, "ends_on", "starts_on", "remarks")
    grant.ends_on = BEFORE - timedelta(days=1)
    with pytest.raises(ValidationError, match="on record only since"):
        clean(grant, "ends_on", "starts_on", "remarks")


def _refused(grant, text: str) -> list[tuple[str, str]]:
    sheet = read_sheet("access_grants.csv", f"reference,{text}".encode())
    (result,) = import_sheets([(TABLES["access_grants"], sheet)], by="test", reason="Import")
    return [(it.column, it.message.partition(".")[0]) for it in result.refusals]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"first_day": DAY}, {"starts_on": DAY}])
def test_nothing_is_retired_from_a_day_on_which_it_was_not_there_yet(fields):
    row = factories.make_access_grant(**fields)
    with pytest.raises(ValidationError, match="Choose that day or a later one"):
        lifecycle.retire(row, by="test", reason="Not used", on=BEFORE)
    row = lifecycle.retire(row, by="test", reason="A mistake", on=DAY)
    assert row.retired_on == DAY


@pytest.mark.once
@pytest.mark.django_db
def test_what_is_still_to_begin_may_be_retired_before_it_does():
    tomorrow = timezone.localdate() + timedelta(days=1)
    row = factories.make_access_grant(starts_on=tomorrow)
    assert lifecycle.retire(row, by="test", reason="Not needed").retired_on == timezone.localdate()
