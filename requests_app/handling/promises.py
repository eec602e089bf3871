"""What the notice of the day promised about the rights of a request. It warns; it never refuses."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from registry.vocabulary import HandlingTopic, RightsAudience, RightsChannel
from requests_app.grounds import APPLIES_FROM, OF_CHAPTER_III
from requests_app.handling.bearing import Bearings, Promised
from requests_app.models import DataSubjectRequest, RequestedRight
from requests_app.vocabulary import Channel

# What somebody else's data would be changed, shown or deleted by: policies name it.
CHANGES_OR_SHOWS = ("access", "rectification", "erasure", "portability", "restriction")
# By which channels of a notice a request came.
CAME_BY = {
    Channel.EMAIL: {RightsChannel.EMAIL},
    Channel.FORM: {RightsChannel.WEB, RightsChannel.ACCOUNT},
    Channel.POST: {RightsChannel.POST},
    Channel.PHONE: {RightsChannel.PHONE},
    Channel.IN_PERSON: set(),
}
SAID_BEFORE = (HandlingTopic.IDENTITY, HandlingTopic.FREQUENCY, HandlingTopic.ANSWERING)
ANY_CHANNEL = {RightsChannel.NOT_STATED}


@dataclass(frozen=True)
class PromiseWarning:
    """What was promised, in the words of the notice where they are kept, and what that means."""

    article: str
    words: str
    statement: str = ""


def warnings_of(request: DataSubjectRequest, said: Bearings) -> list[PromiseWarning]:
    rights = request.rights_in_use()
    if request.received_on < APPLIES_FROM:
        # Nothing was asked by the law then; what was promised was promised all the same.
        rules = [rule for rule in said.reserved if rule.topic in SAID_BEFORE]
        return [PromiseWarning("", _("The notice says:"), rule.statement) for rule in rules]
    if not (said.promised or said.reserved):
        return []
    return [
        *_of_identity(request, rights, said),
        *_of_frequency(said),
        *_of_answers(said),
        *(warning for right in rights for warning in _of_right(request, right, said)),
    ]


def _statements(said: Bearings, topic: HandlingTopic) -> list[str]:
    return [rule.statement for rule in said.reserved if rule.topic == topic]


def _of_identity(
    request: DataSubjectRequest, rights: list[RequestedRight], said: Bearings
) -> Iterator[PromiseWarning]:
    if request.is_identity_settled or not request.is_open:
        return
    if any(right.right.code in CHANGES_OR_SHOWS for right in rights):
        for statement in _statements(said, HandlingTopic.IDENTITY):
            words = _(
                "The notice says that identities are checked, and nobody has said who this is. Ask "
                "only if there is reasonable doubt; otherwise record that no check is needed."
            )
            yield PromiseWarning("12(6)", words, statement)


def _of_frequency(said: Bearings) -> Iterator[PromiseWarning]:
    for statement in _statements(said, HandlingTopic.FREQUENCY):
        words = _(
            "The notice limits how often somebody may ask. The law does not count requests: only "
            "what is manifestly unfounded or excessive can be refused, and that is to be shown."
        )
        yield PromiseWarning("12(5)", words, statement)


def _of_answers(said: Bearings) -> Iterator[PromiseWarning]:
    for statement in _statements(said, HandlingTopic.ANSWERING):
        yield PromiseWarning("12(3)", _("The notice says how requests are answered."), statement)


def _of_right(
    request: DataSubjectRequest, right: RequestedRight, said: Bearings
) -> Iterator[PromiseWarning]:
    name, promised = right.right, [row for row in said.promised if row.code == right.right.code]
    if not promised:
        if right.right.code in OF_CHAPTER_III and said.promised:
            words = _("“{right}” is not in the notice. Who has it by law has it all the same.")
            yield PromiseWarning("13(2)(b)", words.format(right=name))
        return
    yield from _of_audience(name, promised)
    yield from _of_channel(request, name, promised)
    for condition in dict.fromkeys(row.condition for row in promised if row.condition):
        words = _("“{right}” is promised on a condition. It takes nothing from what the law gives.")
        yield PromiseWarning("12(2)", words.format(right=name), condition)


def _of_audience(name, promised: list[Promised]) -> Iterator[PromiseWarning]:
    audiences = {row.audience for row in promised}
    if RightsAudience.EVERYBODY in audiences:
        words = _("“{right}” is promised to everybody, wherever they live.")
        yield PromiseWarning("12(2)", words.format(right=name))
        return
    listed = ", ".join(sorted(str(RightsAudience(audience).label) for audience in audiences))
    words = _(
        "“{right}” is promised to: {audience}. Whether the law gives it does not depend on where "
        "somebody lives."
    )
    yield PromiseWarning("3", words.format(right=name, audience=listed))


def _of_channel(
    request: DataSubjectRequest, name, promised: list[Promised]
) -> Iterator[PromiseWarning]:
    channels = {row.channel for row in promised}
    if channels & ANY_CHANNEL or channels & CAME_BY[Channel(request.channel)]:
        return
    listed = ", ".join(sorted(str(RightsChannel(channel).label) for channel in channels))
    words = _(
        "“{right}” is promised by this channel: {channel}. It came by another one, and counts from "
        "its receipt all the same."
    )
    yield PromiseWarning("12(2)", words.format(right=name, channel=listed))
