"""What the register says that bears on a request, as of the day of receipt: in one question."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from registry.models import (
    DataSubjectCategory,
    Engagement,
    HandlingRule,
    ProcessingActivity,
    PromisedRight,
    Purpose,
)
from registry.vocabulary import HandlingTopic, RecipientRole
from requests_app.duties import Circumstance
from requests_app.models import DataSubjectRequest, Requester
from requests_app.vocabulary import Channel, Finding

# What notices promise or reserve about requests, beside the rights themselves.
TOPICS = (
    HandlingTopic.IDENTITY,
    HandlingTopic.FREQUENCY,
    HandlingTopic.ANSWERING,
    HandlingTopic.EXERCISE,
)
ELECTRONIC = (Channel.EMAIL, Channel.FORM)
COLUMNS = ("kind", "first", "second", "third", "fourth")
LONG = CharField(max_length=10_000)


@dataclass(frozen=True)
class Promised:
    """A right as the notice promised it: to whom, by which channel, on which condition."""

    code: str
    audience: str
    channel: str
    condition: str


@dataclass(frozen=True)
class Reserved:
    """What the notice says about how requests are treated."""

    topic: str
    statement: str


@dataclass
class Bearings:
    bases: set[str] = field(default_factory=set)
    circumstances: set[Circumstance] = field(default_factory=set)
    promised: list[Promised] = field(default_factory=list)
    reserved: list[Reserved] = field(default_factory=list)


def bearings_on(request: DataSubjectRequest) -> Bearings:
    """Bases of the purposes that were in force on the day of receipt; those that had ended do not
    count. What the notice promised on that day, by the organisation or its sponsors.
    """
    said = Bearings()
    if request.channel in ELECTRONIC:
        said.circumstances.add(Circumstance.ELECTRONIC)
    first, *more = _questions(request)
    for kind, *words in first.union(*more, all=True):
        match kind:
            case "bases":
                said.bases.update(filter(None, words))
            case "promised":
                said.promised.append(Promised(*words))
            case "reserved":
                said.reserved.append(Reserved(*words[:2]))
            case _:
                said.circumstances.add(Circumstance(kind))
    return said


def _questions(request: DataSubjectRequest) -> Iterator[QuerySet]:
    day = request.received_on
    searched = request.checklist.in_use().order_by().values("activity")
    purposes = Purpose.objects.in_force(day)
    in_force = ProcessingActivity.objects.in_force(day).order_by().values("pk")
    of_these = purposes.filter(activity__in=searched)
    held = of_these.filter(activity__in=in_force)
    yield _row(held, "bases", "legal_bases__citation", "special_category_condition__citation")
    begun = Purpose.objects.begun_by(day).filter(activity__in=searched)
    others = purposes.filter(activity=OuterRef("activity"), activity__in=in_force)
    yield _row(begun.filter(~Exists(others)), Circumstance.ENDED)
    agents = Requester.objects.filter(request=request.pk).exclude(representative="")
    yield _row(agents, Circumstance.AGENT)
    undone = request.checklist.in_use().filter(finding=Finding.FOUND, done_on=None)
    yield _row(undone, Circumstance.UNDONE)
    children = DataSubjectCategory.objects.filter(is_children=True)
    children = children.filter(data_subject_requests=request.pk)
    yield _row(children, Circumstance.CHILD)
    public = Engagement.objects.begun_by(day).filter(
        activity__in=searched, role=RecipientRole.PUBLIC, is_personal_data=True
    )
    yield _row(public, Circumstance.PUBLIC)
    ours = Q(organisation=request.organisation_id)
    for path in ("organisation__projects", "organisation__projects__projects"):
        ours |= Q(**{path: request.organisation_id})
    rights = request.rights.in_use().order_by().values("right")
    people = request.data_subjects.order_by().values("pk")
    promised = PromisedRight.objects.in_force(day).filter(
        ours,
        Q(data_subjects=None) | Q(data_subjects__in=people),
        Q(activity=None) | Q(activity__in=searched),
        right__in=rights,
    )
    yield _row(promised, "promised", "right__code", "audience", "channel", "condition")
    reserved = HandlingRule.objects.in_force(day).filter(ours, topic__in=TOPICS)
    yield _row(reserved, "reserved", "topic", "statement")


def _row(rows: QuerySet, kind: str, *names: str) -> QuerySet:
    """Each once, in the columns that all of them have."""
    texts = [Cast(name, LONG) for name in names]
    texts += [Value("", LONG)] * (len(COLUMNS) - 1 - len(names))
    columns = dict(zip(COLUMNS, [Value(str(kind), LONG), *texts], strict=True))
    return rows.order_by().annotate(**columns).values_list(*COLUMNS).distinct()
