"""Which tables are searched, by which of their own columns."""

from functools import cache

from registry import hooks, models
from registry.searching.entries import Searched

# In the order in which people look for them.
OF_THE_REGISTER = [
    Searched(models.ProcessingActivity, ("reference", "name"), ("description",)),
    Searched(models.Processor, ("name",), ("legal_name", "website")),
    Searched(models.Body, ("name",), ("description",)),
    Searched(models.Person, ("code", "name"), ("email",)),
    Searched(models.Notice, ("title",), ("text",)),
    Searched(models.Purpose, ("text",)),
    Searched(models.RetentionRule, ("name",), ("criterion", "trigger")),
    Searched(models.Engagement, ("recipient", "service")),
    Searched(models.Tracker, ("name",), ("purpose",)),
    Searched(models.Disclosure, ("title",), ("statement", "recipient")),
    Searched(models.DataProvision, ("condition",), ("consequence",)),
    Searched(models.MeasureInPlace, ("statement",)),
    Searched(models.AcknowledgedFinding, ("rule", "about")),
    Searched(models.ProcessorAgreement, ("reference",)),
    Searched(models.Seat, ("designation",)),
    Searched(models.AccessGrant, ("reference",), ("why", "system")),
    Searched(models.AccessReview, ("scope",), ("reviewer",)),
    Searched(models.AccessDecision, ("reason",)),
    Searched(models.Organisation, ("name",)),
    Searched(models.Contact, ("value",)),
    Searched(models.Appointment, ("position",)),
    Searched(models.SupervisoryAuthority, ("name",), ("region",)),
    Searched(models.Passage, ("words",)),
    Searched(models.HandlingRule, ("title",), ("statement",)),
    Searched(models.GeneralBasis, ("condition",), ("statement",)),
    Searched(models.PromisedRight, ("statement",), ("condition",)),
    Searched(models.TransferPromise, ("condition",), ("statement",)),
    Searched(models.DataSubjectCategory, ("name",), ("code", "description")),
    Searched(models.DataCategory, ("name",), ("code", "description")),
    Searched(models.SecurityMeasure, ("name",), ("code", "description")),
    Searched(models.Right, ("name",), ("code", "description")),
    Searched(models.LegalBasis, ("citation", "name")),
    Searched(models.SpecialCategoryCondition, ("citation", "name")),
    Searched(models.Country, ("name",), ("code",)),
    Searched(models.AdequacyDecision, ("decision", "name"), ("body", "scope")),
]


def of_the_register() -> list[Searched]:
    return OF_THE_REGISTER


@cache
def searched() -> dict[str, Searched]:
    """All of them, of whichever application, by the label of the table."""
    return {one.label: one for some in hooks.searched_wanted() for one in some}
