"""The answer to a request for access: Article 15(1)(a)-(h) and (2), from the register."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import prefetch_related_objects

from registry.models import ProcessingActivity
from registry.vocabulary import OrganisationRole
from requests_app.handling.checklist import activities_for
from requests_app.handling.recipients import Recipient, planned_for, recipients_of
from requests_app.letters import recipients as receiving
from requests_app.letters.activities import ACCESS, INFORMATION, READ, About
from requests_app.letters.telling import Telling
from requests_app.models import ChecklistItem, DataSubjectRequest
from requests_app.vocabulary import Finding, Outcome, RefusalGround

TOLD = {"", Outcome.FULFILLED, Outcome.PARTLY}


@dataclass
class Searched:
    """The activities that are searched for a request, by what the search brought."""

    told: list[ProcessingActivity] = field(default_factory=list)
    open: set[int] = field(default_factory=set)
    # In which nothing was found: told of to the one who writes, not in the letter.
    without: list[ProcessingActivity] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        """Whether a search has found data on which the organisation itself decides."""
        own = (one for one in self.told if one.role != OrganisationRole.PROCESSOR)
        return any(one.pk not in self.open for one in own)


def searched(request: DataSubjectRequest) -> Searched:
    found = Searched()
    items = ChecklistItem.objects.in_use().filter(request=request)
    items = items.select_related("activity__organisation__country").order_by("activity__reference")
    for item in items.prefetch_related(*(f"activity__{name}" for name in READ)):
        if item.finding == Finding.NOTHING:
            found.without.append(item.activity)
            continue
        found.told.append(item.activity)
        if item.finding == Finding.OPEN:
            found.open.add(item.activity_id)
    return found


def without_people(request: DataSubjectRequest) -> list[ProcessingActivity]:
    """Activities of which nobody says whose data is in them, and that are not searched."""
    listed = request.checklist.in_use().values("activity")
    rows = activities_for(request, []).filter(data_subjects=None).exclude(pk__in=listed)
    return [row for row in rows.order_by("reference") if "data_subjects" not in row.absences]


def outcome_of(request: DataSubjectRequest, code: str):
    """The right that is invoked under this code, if it is."""
    rights = request.rights.in_use().select_related("right")
    return next((right for right in rights if right.right.code == code), None)


def access_text(telling: Telling, request: DataSubjectRequest) -> str:
    """What Article 15 asks for, in so far as access is or may be granted; else nothing."""
    right = outcome_of(request, "access")
    if right is None or right.outcome not in {*TOLD, Outcome.NO_DATA}:
        return ""
    if right.outcome == Outcome.NO_DATA:
        return telling.say("nothing_held")
    found = searched(request)
    blocks = [telling.say("held")] if found.is_held else []
    blocks.append(telling.say("access"))
    if right.ground == RefusalGround.RIGHTS_OF_OTHERS:
        blocks.append(telling.say("copy_limited"))
    if not found.told:
        is_sure = bool(found.without)
        blocks.append(
            telling.say("nothing_held") if is_sure else telling.gap("15(1)", "gap_nowhere")
        )
    blocks += _activities(telling, request, found, ACCESS)
    blocks += [
        telling.gap("15(1)", "gap_people", activity, name=activity.name)
        for activity in without_people(request)
    ]
    return "\n\n".join([*blocks, your_rights(telling, request)])


def information_text(telling: Telling, request: DataSubjectRequest) -> str:
    """What Articles 13 and 14 ask for, of the activities on people like the requester."""
    found = searched(request)
    found.told += found.without  # whether data is held of one of them is another question
    found.open.clear()
    blocks = [telling.say("information"), *_activities(telling, request, found, INFORMATION)]
    return "\n\n".join([*blocks, your_rights(telling, request)])


def _activities(telling, request, found: Searched, articles) -> Iterator[str]:
    by_activity, others = _recipients(request, found)
    people = list(request.data_subjects.all())
    number = 0
    for activity in found.told:
        about = About(telling, activity, request.received_on, articles, people)
        if activity.role == OrganisationRole.PROCESSOR:
            name = telling.quote(activity.name)
            yield telling.say("for_others", activity=name, controllers=about.controllers())
            continue
        number += 1
        lines = [f"{number}. {telling.quote(activity.name)}"]
        if activity.pk in found.open:
            lines.append(telling.gap("15(1)", "gap_search", activity, name=activity.name))
        lines += _points(about, by_activity[activity.pk])
        yield "\n".join(lines)
    if others:
        yield "\n".join(_others(telling, request, others, articles))


def _others(telling, request, others: Collection[Recipient], articles) -> Iterator[str]:
    """Who has data of the same kinds for other activities, where nobody says who has this one's."""
    of = ProcessingActivity.objects.in_bulk({row.source.activity_id for row in others} - {None})
    activities = list(of.values())
    prefetch_related_objects(activities, "organisation__country", *READ)
    lines, protected = [], []
    for pk, recipients in groupby(others, key=lambda recipient: recipient.source.activity_id):
        them = list(recipients)
        if pk is None:  # a disclosure of the organisation as a whole
            lines += [receiving.told(telling, recipient) for recipient in them]
            continue
        about = About(telling, of[pk], request.received_on, articles)
        lines += receiving.of_activity(about, them)
        protected += receiving.transfers(about, them)
    yield from telling.section("other_recipients", lines)
    yield from telling.section("transfers", dict.fromkeys(protected))


def _points(about: About, recipients: Collection[Recipient]) -> Iterator[str]:
    section = about.telling.section
    yield from section("purposes", about.purposes())
    yield from section("data", about.data())
    yield from section("recipients", receiving.of_activity(about, recipients))
    yield from section("periods", about.periods())
    yield from section("sources", about.sources())
    yield from section("transfers", receiving.transfers(about, recipients))
    yield from section("automated", about.automated())


def _recipients(request, found: Searched):
    """By activity, those to come included; and those who have such data for another one."""
    by_activity: dict[int, list[Recipient]] = defaultdict(list)
    others: list[Recipient] = []
    told = {activity.pk for activity in found.told}
    without = {activity.pk for activity in found.without} - told
    everybody = [*recipients_of(request), *planned_for(told, request.received_on)]
    receiving.fetched(everybody)
    for recipient in everybody:
        of = recipient.source.activity_id
        if of in without:
            continue
        them = by_activity[of] if of in told else others
        if recipient not in them:
            them.append(recipient)
    return by_activity, others


def your_rights(telling: Telling, request: DataSubjectRequest) -> str:
    """Article 15(1)(e) and (f)."""
    lines = [telling.say("rights"), telling.say("your_rights"), complaint(telling, request)]
    return "\n".join(lines)


def complaint(telling: Telling, request: DataSubjectRequest) -> str:
    return telling.say("complaint") + authority_of(telling, request.organisation)


def authority_of(telling: Telling, organisation) -> str:
    """That of the organisation, or of its sponsor; nothing where none is stated."""
    while organisation:
        if authority := organisation.authority:
            where = authority.complaint_url or authority.website or authority.contact
            name = ", ".join(filter(None, [telling.quote(authority), telling.quote(where)]))
            return " " + telling.say("our_authority", name=name)
        organisation = organisation.parent
    return ""
