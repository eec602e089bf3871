"""What stands at the head of a request's page: by when, why then, who, what was said, advice."""

from dataclasses import dataclass
from datetime import date

from registry.models import LegalBasis, Right
from requests_app.admin.due import Due, due_of
from requests_app.advice import ABSOLUTE, Advice, advice
from requests_app.correspondence import is_unsent
from requests_app.models import ClockEvent, DataSubjectRequest, Message, Requester


@dataclass(frozen=True)
class RightAdvice:
    """One right, and what the legal bases of the linked activities make of it."""

    right: Right
    advice: Advice

    @property
    def is_absolute(self) -> bool:
        return self.right.code == ABSOLUTE

    @property
    def says_something(self) -> bool:
        said = self.advice
        return bool(self.is_absolute or said.holds or said.depends or said.excluded)


@dataclass(frozen=True)
class Overview:
    due: Due
    # How the due date came about, step by step.
    steps: list[str]
    requester: Requester | None
    # Whether this user may see who it is without asking; may ask.
    sees_requester: bool
    may_reveal: bool
    questions: list[ClockEvent]
    messages: list[Message]
    sees_messages: bool
    # Closed so long ago that words and notes are the privacy lead's.
    is_withheld: bool
    advice: list[RightAdvice]

    @property
    def unsent(self) -> list[Message]:
        return [message for message in self.messages if is_unsent(message)]

    @property
    def needs_advice(self) -> bool:
        return any(item.says_something for item in self.advice)


def overview(request: DataSubjectRequest, user, today: date, *, is_withheld: bool) -> Overview:
    """Four queries, whatever the request holds: requester, questions, messages, bases."""
    may = user.has_perm
    bases = set(
        LegalBasis.objects.filter(
            purposes__activity__request_checklist__request=request,
            purposes__activity__request_checklist__retired_on=None,
            purposes__retired_on=None,
        ).values_list("citation", flat=True)
    )
    messages = request.messages.in_use().defer("text", "subject", "correspondent")
    return Overview(
        due=due_of(request, today),
        steps=request.clock_steps.split(" → ") if request.clock_steps else [],
        requester=Requester.objects.filter(request=request).first(),
        sees_requester=may("requests_app.view_requester"),
        may_reveal=may("requests_app.reveal_requester") and not request.past,
        questions=list(request.clock_events.in_use()),
        messages=list(messages),
        sees_messages=may("requests_app.view_message"),
        is_withheld=is_withheld,
        advice=[
            RightAdvice(item.right, advice(item.right.code, bases))
            for item in request.rights_in_use()
        ],
    )
