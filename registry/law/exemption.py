"""Whether Article 30(5) lets an organisation do without an entry, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry.law.rule import APPLIES_FROM
from registry.vocabulary import Answer, DataKind, LawStatus


@dataclass(frozen=True)
class Threshold:
    """Below how many people an organisation may be exempt, by which text, since when."""

    people: int
    source: str
    status: LawStatus
    valid_from: date | None = None


IN_FORCE = Threshold(250, "Article 30(5)", LawStatus.IN_FORCE, APPLIES_FROM)
# Only processing that is likely to be a high risk would have to be recorded. It counts nowhere.
PROPOSED = Threshold(750, "COM(2025) 501", LawStatus.PROPOSED)
THRESHOLDS = (IN_FORCE, PROPOSED)


@dataclass(frozen=True)
class Exemption:
    """Of one entry on one day. It is exempt only where nothing speaks against it."""

    against: list[str]

    @property
    def holds(self) -> bool:
        return not self.against


def exemption(activity, on: date) -> Exemption | None:
    """None on days on which nobody had to keep a record."""
    return Exemption(list(_against(activity))) if on >= IN_FORCE.valid_from else None


def _against(activity) -> Iterator[str]:
    count = activity.organisation.head_count
    if count is None:
        yield _("It is not stated how many people the organisation employs.")
    elif count >= IN_FORCE.people:
        yield ngettext(
            "The organisation employs {count} person: {people} or more.",
            "The organisation employs {count} people: {people} or more.",
            count,
        ).format(count=count, people=IN_FORCE.people)
    if activity.is_risk != Answer.NO:
        yield _("It is not stated that a risk to people is unlikely.")
    if activity.is_occasional != Answer.YES:
        yield _("It is not stated that the processing is occasional.")
    kinds = {category.kind for category in activity.data_categories.all()}
    if kinds & {DataKind.SPECIAL, DataKind.CRIMINAL}:
        yield _("Data of Article 9 or 10 is processed.")
