"""Where the recipients of an entry are, and for which of these places Chapter V asks for a tool."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from registry.chapter_v.words import TransferLaw
from registry.in_force import in_force
from registry.law.rule import UK_GDPR_FROM
from registry.vocabulary import RecipientRole, UnionLaw, UnitedKingdomLaw

UK = "GB"
# Schedule 21 of the Data Protection Act 2018, paragraph 5(1)(a) and (b); (a) is the EEA.
FREE_FROM_THE_UK = {UK, "GI"}


@dataclass(frozen=True)
class Destination:
    """A place that an engagement takes data to; an international organisation has no country.

    A vendor works for the exporter; members act for somebody else as well.
    """

    importer: object
    country: object
    is_vendor: bool = False
    are_members: bool = False


def law_by_seat(organisation, on: date) -> TransferLaw | None:
    """The law of the exporter's seat; none where it sits in a third country (Article 3(2))."""
    country = organisation.country
    if country is None or country.is_in_eea(on):
        return TransferLaw.UNION
    return TransferLaw.UK if country.code == UK else None


def laws_of(activity, on: date) -> list[TransferLaw | None]:
    """Whose Chapter V asks: by the seat first, then by what the entry states of Article 3.

    None alone: the exporter sits in a third country, and nothing is stated.
    """
    stated = []
    if activity.union_law not in {UnionLaw.NOT_STATED, UnionLaw.NONE}:
        stated.append(TransferLaw.UNION)
    british = activity.united_kingdom_law
    if on >= UK_GDPR_FROM and british not in {UnitedKingdomLaw.NOT_STATED, UnitedKingdomLaw.NONE}:
        stated.append(TransferLaw.UK)
    seat = law_by_seat(activity.organisation, on)
    return list(dict.fromkeys([seat, *stated] if seat else stated or [None]))


def is_free(country, law: TransferLaw | None, on: date) -> bool:
    """Whether sending data there is no transfer, or one that the law covers without more."""
    if law == TransferLaw.UK:
        return country.code in FREE_FROM_THE_UK or country.is_in_eea(on)
    return country.needs_no_tool(on)


def destinations(engagement, law: TransferLaw | None, on: date) -> Iterator[Destination]:
    """The places outside, in the order of their codes.

    Own staff and members under instruction are no recipients of a transfer, wherever they read
    (Articles 29 and 32(4); EDPB Guidelines 05/2021): only members who act for others may be.
    """
    if processor := engagement.processor:
        is_vendor = engagement.role in {RecipientRole.PROCESSOR, RecipientRole.SUB_PROCESSOR}
        if processor.is_international:
            yield Destination(processor, None, is_vendor)
            return
        countries = {*processor.processing_countries.all()}
        countries |= {processor.country} if processor.country else set()
        for country in _outside(countries, law, on):
            yield Destination(processor, country, is_vendor)
    elif body := engagement.body:
        seats = [seat for seat in in_force(body.seats.all(), on) if seat.country]
        acting = {seat.country for seat in seats if seat.acts_for}
        for country in _outside({seat.country for seat in seats}, law, on):
            yield Destination(body, country, are_members=country in acting)


def _outside(countries: set, law, on: date) -> list:
    found = (country for country in countries if not is_free(country, law, on))
    return sorted(found, key=lambda country: country.code)
