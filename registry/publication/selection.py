"""From the rows of the register to what is public of them on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, Subquery

from registry.models import Body, Contact, Country, Engagement, ProcessingActivity, Processor, Seat
from registry.publication import (
    PublicContact,
    PublicCountry,
    PublicGroup,
    PublicList,
    PublicOrganisation,
    PublicProcessor,
    PublicService,
)
from registry.records.timeline.versions import said_today
from registry.vocabulary import UNAPPROVED, ContactUse

# All that is fetched of these rows. The rest does not even reach the memory of this process.
READ = (
    "service",
    "starts_on",
    "is_personal_data",
    "is_example",
    "listed_from",
    "activity__state",
    "activity__organisation__name",
    "processor",
    "body__name",
)
READ_OF_THEM = (
    "name",
    "country__code",
    "country__name",
    "location_as_published",
    "processing_certainty",
    "may_process_elsewhere",
    "processing_as_published",
    "website",
    "privacy_policy_url",
    "subprocessor_list_url",
)


def published(*, on: date, is_past: bool = False) -> PublicList:
    """What is public on that day, in a fixed number of queries.

    `is_past` says that the tables show the past. What may be public is asked of today there too.
    """
    engagements = list(
        public_engagements(on=on, is_past=is_past)
        .select_related("activity__organisation", "body")
        .only(*READ)
        .annotate(approval=_state(is_past))
        .prefetch_related(
            # Not joined: a table that shows the past would be read as a whole for it.
            Prefetch("processor", Processor.objects.select_related("country").only(*READ_OF_THEM)),
            "processor__processing_countries",
            Prefetch(
                "body__seats",
                Seat.objects.in_force(on).exclude(country=None).select_related("country"),
                to_attr="seats_in_force",
            ),
            Prefetch(
                "activity__organisation__contacts",
                _contacts(on, is_past),
                to_attr="privacy_contacts",
            ),
        )
    )
    by_processor, by_body = defaultdict(list), {}
    for engagement in engagements:
        if engagement.processor:
            by_processor[engagement.processor].append(engagement)
        else:
            by_body[engagement.body_id] = engagement.body
    return PublicList(
        on=on,
        organisations=_by_name(_organisations(engagements)),
        processors=_by_name(
            _processor(processor, its, on=on) for processor, its in by_processor.items()
        ),
        groups=_by_name(_group(body) for body in by_body.values()),
        # What is retired today was in force on a day of the past.
        is_approved=not any(row.approval in UNAPPROVED for row in engagements),
    )


def public_engagements(*, on: date | F, is_past: bool = False):
    """Both gates: the engagement is listed on that day, and its recipient may be shown."""
    return Engagement.objects.listed(on).filter(
        _may_be_shown(Processor, "processor", on, is_past=is_past)
        | _may_be_shown(Body, "body", on, is_past=is_past)
    )


def first_public_day() -> date | None:
    """The day from which the public list has anything on it."""
    return public_engagements(on=F("listed_from")).aggregate(first=Min("listed_from"))["first"]


def gates_of_recipient(model: type[Processor | Body], on, *, is_past: bool = False) -> dict:
    """All that has to hold for a recipient itself to be shown on a day, each by a name."""
    return {
        "in use": Q(retired_on=None) | Q(retired_on__gt=on),
        "open": said_today(model, "is_public") if is_past else Q(is_public=True),
    }


def _may_be_shown(
    model: type[Processor | Body], relation: str, on: date | F, *, is_past: bool
) -> Exists:
    day = OuterRef(on.name) if isinstance(on, F) else on
    gates = gates_of_recipient(model, day, is_past=is_past)
    return Exists(model.objects.filter(*gates.values(), pk=OuterRef(relation)).order_by())


def _state(is_past: bool) -> Subquery | F:
    """Of the activity, today."""
    if is_past:
        return said_today(ProcessingActivity, "state", of="activity")
    return F("activity__state")


def _contacts(on: date, is_past: bool):
    rows = Contact.objects.in_force(on).filter(use=ContactUse.PRIVACY)
    if is_past:
        rows = rows.alias(use_today=said_today(Contact, "use"))
        rows = rows.filter(use_today=ContactUse.PRIVACY)
    return rows


def _by_name(parts: Iterable) -> tuple:
    # Not by the database: each engine sorts names in its own way.
    return tuple(sorted(parts, key=lambda part: (part.name.casefold(), part.name)))


def _organisations(engagements: Iterable[Engagement]) -> set[PublicOrganisation]:
    organisations = {
        engagement.activity.organisation_id: engagement.activity.organisation
        for engagement in engagements
    }
    return {
        PublicOrganisation(
            name=organisation.name,
            contacts=tuple(
                PublicContact(channel=contact.channel, value=contact.value)
                for contact in organisation.privacy_contacts
            ),
        )
        for organisation in organisations.values()
    }


def _processor(processor: Processor, engagements: list[Engagement], *, on: date) -> PublicProcessor:
    return PublicProcessor(
        name=processor.name,
        services=_services(engagements, on=on),
        country=processor.country and _country(processor.country),
        processing_countries=_by_name(
            _country(country) for country in processor.processing_countries.all()
        ),
        location_as_published=processor.location_as_published,
        website=processor.website,
        privacy_policy_url=processor.privacy_policy_url,
        subprocessor_list_url=processor.subprocessor_list_url,
        listed_since=min(engagement.listed_from for engagement in engagements),
        processing_certainty=processor.processing_certainty,
        may_process_elsewhere=processor.may_process_elsewhere,
        processing_as_published=processor.processing_as_published,
    )


def _services(engagements: list[Engagement], *, on: date) -> tuple[PublicService, ...]:
    # Several activities may use a processor for the same thing.
    services = {_service(engagement, on=on) for engagement in engagements}
    return tuple(sorted(services, key=_order_of_service))


def _order_of_service(service: PublicService) -> tuple:
    return (
        service.organisation.casefold(),
        service.planned_from or date.min,
        service.service == "",  # what is stated comes first
        service.service.casefold(),
        service.service,
        not service.is_personal_data,
        service.is_example,
    )


def _service(engagement: Engagement, *, on: date) -> PublicService:
    # By the dates and not by the state, which only says how things stand today.
    is_ahead = engagement.starts_on is not None and engagement.starts_on > on
    return PublicService(
        organisation=engagement.activity.organisation.name,
        service=engagement.service,
        planned_from=engagement.starts_on if is_ahead else None,
        is_personal_data=engagement.is_personal_data,
        is_example=engagement.is_example,
    )


def _group(body: Body) -> PublicGroup:
    countries = {_country(seat.country) for seat in body.seats_in_force}
    return PublicGroup(name=body.name, countries=_by_name(countries))


def _country(country: Country) -> PublicCountry:
    return PublicCountry(code=country.code, name=country.name)
