"""What is asked about access to data, and one answer: a way in which somebody could reach it."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registry.models import (
    Body,
    DataCategory,
    DataSubjectCategory,
    Engagement,
    ProcessingActivity,
    Processor,
)


@dataclass(frozen=True, kw_only=True)
class About:
    """What the question is narrowed to; without anything it is about all data."""

    data_subjects: DataSubjectCategory | None = None
    data_category: DataCategory | None = None
    activity: ProcessingActivity | None = None
    system: str = ""
    body: Body | None = None
    processor: Processor | None = None

    @property
    def is_about_data(self) -> bool:
        return bool(self.data_subjects or self.data_category or self.activity)

    def activities(self, path: str, *, with_category: bool = True) -> Q:
        """Rows whose activity, found by `path`, is one of those that are meant."""
        found = Q()
        if self.activity:
            found &= Q(**{path: self.activity.pk})
        if self.data_subjects:
            found &= _linked(ProcessingActivity.data_subjects, self.data_subjects, path)
        if self.data_category and with_category:
            found &= _linked(ProcessingActivity.data_categories, self.data_category, path)
        return found

    def engaged(self) -> Q:
        """Engagements that receive the data: categories named there, else those of the entry."""
        found = self.activities("activity", with_category=False)
        if self.data_category:
            own = Engagement.data_categories.through.objects.filter(engagement=OuterRef("pk"))
            whole = ~Exists(own) & self.activities("activity")
            found &= Exists(own.filter(datacategory=self.data_category.pk)) | whole
        return found


def _linked(relation, target: models.Model, path: str) -> Q:
    links = relation.through.objects.filter(**{relation.field.m2m_reverse_field_name(): target.pk})
    return Q(**{f"{path}__in": links.values(relation.field.m2m_field_name())})


@dataclass(frozen=True, kw_only=True)
class Way:
    """Somebody or something that could reach data, how, and since when as far as is known.

    The rows are those of the register, loaded with what their names need.
    """

    holder: models.Model | str  # a seat, a body, a processor, or a recipient in words
    body: Body | None = None  # in which the seat is
    person: models.Model | None = None
    countries: tuple[str, ...] = ()
    level: str = ""
    reach: models.Model  # an activity, or a processor with what it holds
    system: str = ""
    by: models.Model  # the grant, or the engagement
    how: str
    since: date | None = None
    until: date | None = None
    doubts: tuple[str, ...] = ()

    @property
    def order(self) -> tuple:
        return (
            str(self.body or self.holder).casefold(),
            str(self.holder).casefold(),
            str(self.reach).casefold(),
            self.by._meta.model_name,
            self.by.pk,
        )
