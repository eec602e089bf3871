"""What the world may see. A field is private until it is named in one of these classes.

Templates, files and feeds get a `PublicList` and nothing else, never a row of the register.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from registry.vocabulary import Answer, Certainty, ContactChannel


@dataclass(frozen=True)
class PublicCountry:
    code: str
    name: str


@dataclass(frozen=True)
class PublicContact:
    """How an organisation wants to be reached with questions about privacy."""

    channel: str
    value: str

    @property
    def address(self) -> str:
        """What a link to it leads to; empty where there is nothing to follow."""
        match self.channel:
            case ContactChannel.EMAIL:
                return f"mailto:{quote(self.value, safe='@')}"
            case ContactChannel.PHONE:
                return "tel:" + "".join(sign for sign in self.value if sign in "+0123456789")
            case ContactChannel.WEB if self.value.startswith(("https://", "http://")):
                return self.value
        return ""

    @property
    def label(self) -> str:
        return ContactChannel(self.channel).label


@dataclass(frozen=True)
class PublicOrganisation:
    """Whose list it is."""

    name: str
    contacts: tuple[PublicContact, ...]


@dataclass(frozen=True)
class PublicService:
    """What a processor does for an organisation. `planned_from` is set until that day comes."""

    organisation: str
    service: str
    planned_from: date | None
    is_personal_data: bool
    # Whether others of its kind are not named.
    is_example: bool = False


@dataclass(frozen=True)
class PublicProcessor:
    name: str
    services: tuple[PublicService, ...]
    country: PublicCountry | None
    processing_countries: tuple[PublicCountry, ...]
    location_as_published: str
    website: str
    privacy_policy_url: str
    subprocessor_list_url: str
    listed_since: date
    # Whether the countries of processing are stated or assumed, and whether there may be others.
    processing_certainty: str = Certainty.NOT_STATED
    may_process_elsewhere: str = Answer.NOT_STATED
    processing_as_published: str = ""

    @property
    def is_place_assumed(self) -> bool:
        return self.processing_certainty == Certainty.ASSUMED

    @property
    def has_other_places(self) -> bool:
        return self.may_process_elsewhere == Answer.YES


@dataclass(frozen=True)
class PublicGroup:
    """A group of people with access: its name and where its members are, never who."""

    name: str
    countries: tuple[PublicCountry, ...]


@dataclass(frozen=True)
class PublicList:
    """All that is published for one day."""

    on: date
    organisations: tuple[PublicOrganisation, ...]
    processors: tuple[PublicProcessor, ...]
    groups: tuple[PublicGroup, ...]
    # Whether all entries of the record that it comes from are approved as they stand.
    is_approved: bool
