"""What a search from every page finds of requests: their references, and no word of the people."""

from registry.searching.entries import Searched
from requests_app.models import DataSubjectRequest, LegalPeriod, MessageTemplate


def of_requests() -> list[Searched]:
    return [
        Searched(DataSubjectRequest, ("reference",)),
        Searched(LegalPeriod, ("source",)),
        Searched(MessageTemplate, ("subject",)),
    ]
