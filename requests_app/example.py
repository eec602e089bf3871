"""A handful of invented requests, dated so that the list is alive whenever it is loaded.

They come from roles, not from people, and from addresses that nobody can have.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from registry.models import DataSubjectCategory, Organisation, Right
from registry.records.history import recorded
from requests_app.handling import lifecycle, stopping
from requests_app.models import DataSubjectRequest, Message, Requester, RequestPolicy
from requests_app.vocabulary import (
    Channel,
    Direction,
    Finding,
    MessageKind,
    Outcome,
    RefusalGround,
)

AUTHOR = "load_request_example"
OFFICE = "Requests officer"
ZONE = "America/Chicago"


def from_outside(user) -> list[str]:
    """Requests that nobody in here typed in: they came by mail or by the form for everyone."""
    came = DataSubjectRequest.history.model.objects.filter(history_type="+", history_user_id=None)
    references = came.exclude(history_author=AUTHOR).order_by("pk")[:3]
    words = _("a request that came from outside: {reference}")
    return [words.format(reference=row.reference) for row in references]


class Example:
    """Tells each story up to today, by the steps that the office would take."""

    def __init__(self, organisation: Organisation, today: date):
        self.organisation = organisation
        self.today = today
        self.who = {"by": AUTHOR, "reason": _("Example of a request")}

    def tell(self) -> None:
        self.set_the_policy()
        self.refused_and_closed()
        self.answered_and_closed()
        self.extended()
        self.overdue()
        self.due_this_week()
        self.waiting_for_clarification()
        self.waiting_for_identity()
        self.to_be_sorted()

    def set_the_policy(self) -> None:
        """In Austin it is still Saturday while the mail server writes Sunday."""
        if not RequestPolicy.objects.filter(organisation=self.organisation).exists():
            with recorded(**self.who):
                RequestPolicy.objects.create(organisation=self.organisation, time_zone=ZONE)

    # The stories, oldest first

    def refused_and_closed(self) -> None:
        request = self.receive(
            ("donor-nl", "A donor in the Netherlands"),
            "Please erase everything about my donations, receipts included.",
            on=self.ago(70),
            rights=["erasure"],
            people=["donor"],
        )
        self.verify(request, on=self.ago(66))
        self.search(request, on=self.ago(60))
        self.decide(request, Outcome.REFUSED, RefusalGround.LEGAL_DUTY)
        lifecycle.refuse(
            request,
            on=self.ago(55),
            channel=Channel.EMAIL,
            explains_complaint=True,
            explains_remedy=True,
            **self.who,
        )
        lifecycle.close(request, on=self.ago(54), **self.who)

    def answered_and_closed(self) -> None:
        request = self.receive(
            ("attendee-fr", "An event attendee in France"),
            "My name is misspelt in your list of attendees. Please correct it.",
            on=self.ago(62),
            rights=["rectification"],
            people=["event-attendee", "service-user"],
        )
        lifecycle.begin(request, **self.who)
        self.search(request, on=self.ago(59))
        self.tell_recipients(request, on=self.ago(58))
        self.decide(request, Outcome.FULFILLED)
        lifecycle.answer(request, on=self.ago(57), channel=Channel.EMAIL, **self.who)
        lifecycle.close(request, on=self.ago(56), **self.who)

    def extended(self) -> None:
        request = self.receive(
            ("contractor-in", "A former contractor in India"),
            "I would like a copy of all that you hold about me since 2015.",
            on=self.ago(45),
            rights=["access", "portability"],
            people=["contractor"],
        )
        self.verify(request, on=self.ago(41))
        lifecycle.extend(
            request,
            notified_on=self.ago(25),
            why="Ten years of contracts on paper and in three systems",
            **self.who,
        )

    def overdue(self) -> None:
        request = self.receive(
            ("member-be", "A member in Belgium"),
            "Which data do you hold about me, and who has received it?",
            on=self.ago(36),
            rights=["access"],
            people=["member"],
            channel=Channel.POST,
        )
        self.verify(request, on=self.ago(34))

    def due_this_week(self) -> None:
        received_on = self.today + timedelta(days=3) - relativedelta(months=1)
        request = self.receive(
            ("donor-de", "A donor in Germany"),
            "I no longer donate. Please delete my data and write to me no more.",
            on=received_on,
            rights=["erasure", "marketing-objection"],
            people=["donor", "mailing-list-subscriber", "service-user"],
        )
        self.verify(request, on=received_on + timedelta(days=2))
        self.search(request, on=received_on + timedelta(days=9))
        self.tell_recipients(request, on=received_on + timedelta(days=10), at_most=3)
        stopping.stop(
            request,
            on=received_on + timedelta(days=1),
            what="The newsletter and all appeals",
            **self.who,
        )
        self.decide(request, Outcome.FULFILLED, code="marketing-objection")

    def waiting_for_clarification(self) -> None:
        request = self.receive(
            ("visitor-at", "A website visitor in Austria"),
            "I object.",
            on=self.ago(8),
            rights=["objection"],
            people=["website-visitor"],
            channel=Channel.FORM,
        )
        lifecycle.ask_clarification(request, on=self.ago(6), **self.who)

    def waiting_for_identity(self) -> None:
        request = self.receive(
            ("subscriber-pl", "A mailing-list subscriber in Poland"),
            "Please send me my data in a format that I can take elsewhere.",
            on=self.ago(5),
            rights=["portability"],
            people=["mailing-list-subscriber"],
        )
        lifecycle.ask_identity(request, on=self.ago(4), **self.who)

    def to_be_sorted(self) -> None:
        self.receive(("unknown", ""), "…?", on=self.ago(1), rights=[], people=[], is_to_sort=True)

    # What they are told with

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def receive(
        self,
        role: tuple[str, str],
        text: str,
        *,
        on: date,
        rights: Iterable[str],
        people: Iterable[str],
        channel: Channel = Channel.EMAIL,
        is_to_sort: bool = False,
    ) -> DataSubjectRequest:
        """The request, who asked and what they wrote; acknowledged the next day if readable."""
        address, name = role
        with recorded(**self.who):
            request = lifecycle.receive(
                organisation=self.organisation,
                received_on=on,
                channel=channel,
                rights=[Right.objects.get(code=code) for code in rights],
                data_subjects=[DataSubjectCategory.objects.get(code=code) for code in people],
                is_to_sort=is_to_sort,
                **self.who,
            )
            Requester.objects.create(request=request, name=name, email=f"{address}@example.org")
            Message.objects.create(
                request=request,
                direction=Direction.IN,
                kind=MessageKind.REQUEST,
                channel=channel,
                at=datetime.combine(on, time(9, 30), UTC),
                text=text,
            )
        if not is_to_sort:
            lifecycle.acknowledge(request, on=on + timedelta(days=1), **self.who)
        return request

    def verify(self, request: DataSubjectRequest, *, on: date) -> None:
        lifecycle.settle_identity(
            request,
            on=on,
            is_verified=True,
            method="Reply from the address that is on record",
            checked_by=OFFICE,
            **self.who,
        )

    def search(self, request: DataSubjectRequest, *, on: date) -> None:
        with recorded(**self.who):
            for item in request.checklist.all():
                item.finding, item.searched_on, item.done_on = Finding.FOUND, on, on
                item.save()

    def tell_recipients(
        self, request: DataSubjectRequest, *, on: date, at_most: int | None = None
    ) -> None:
        with recorded(**self.who):
            for notice in request.recipient_notices.all()[:at_most]:
                notice.told_on = on
                notice.save()

    def decide(
        self,
        request: DataSubjectRequest,
        outcome: Outcome,
        ground: RefusalGround | str = "",
        code: str | None = None,
    ) -> None:
        rights = request.rights.filter(right__code=code) if code else request.rights.all()
        for right in rights:
            lifecycle.decide(right, outcome=outcome, ground=ground, **self.who)
