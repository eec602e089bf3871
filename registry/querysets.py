"""Questions about many rows. The day that a question is about is always an argument."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import In

from registry.chapter_v.words import TransferLaw
from registry.records.queryset import (
    DatedQuerySet,
    LastingQuerySet,
    RegisterQuerySet,
    count_as_seen,
)
from registry.records.timeline.versions import said_today
from registry.vocabulary import (
    IN_APPROVAL,
    UNAPPROVED,
    AccessVerdict,
    EngagementState,
    SubmissionOutcome,
    TransferTool,
)


class AdequacyQuerySet(LastingQuerySet):
    def valid(self, on: date, law: str = TransferLaw.UNION):
        return self.filter(law=law, valid_from__lte=on).filter(
            Q(valid_until=None) | Q(valid_until__gte=on)
        )


class ActivityQuerySet(DatedQuerySet):
    def approved(self):
        """Also what was changed since: it was put into force, and nobody has taken it out."""
        return self.filter(state__in=IN_APPROVAL)

    def review_due(self, on: date):
        """In force on that day, and last reviewed a whole review period before it."""
        latest = on - timedelta(days=settings.REVIEW_EVERY_DAYS)
        return self.approved().in_force(on).filter(Q(reviewed_on=None) | Q(reviewed_on__lte=latest))

    def transferring(self, on: date):
        """To some of whose recipients the organisation sends data abroad, then or later."""
        model = self.model
        engagements = model._meta.get_field("engagements").related_model.objects
        organisation = model._meta.get_field("organisation").related_model
        flows = organisation._meta.get_field("transfers").related_model.objects
        flows = flows.not_over(on).exclude(tool=TransferTool.NOT_A_TRANSFER)
        flows = flows.filter(
            Q(processor=OuterRef("processor")) | Q(body=OuterRef("body")),
            organisation=OuterRef("activity__organisation"),
        )
        received = engagements.not_over(on).filter(Exists(flows), is_personal_data=True)
        return self.filter(Exists(received.filter(activity=OuterRef("pk")))).order_by()

    def protected(self, on: date):
        """For which a security measure is in place, then or later."""
        organisation = self.model._meta.get_field("organisation").related_model
        measures = organisation._meta.get_field("measures_in_place").related_model.objects
        measures = measures.not_over(on).filter(
            Q(activity=None) | Q(activity=OuterRef("pk")), organisation=OuterRef("organisation")
        )
        return self.filter(Exists(measures)).order_by()

    def waiting(self, on: date | None = None):
        """Sent for approval, and not answered yet; on that day, where one is named."""
        return self._sent(SubmissionOutcome.WAITING, on)

    def sent_back(self, on: date | None = None):
        """Sent back by whoever approves, and neither approved nor sent again since."""
        return self._sent(SubmissionOutcome.SENT_BACK, on)

    def _sent(self, outcome: str, on: date | None):
        sent = self.model._meta.get_field("submissions").related_model.objects.sent_by(on)
        newest = sent.filter(activity=OuterRef("pk")).order_by("-number").values("outcome_then")[:1]
        return self.filter(state__in=UNAPPROVED).alias(came=Subquery(newest)).filter(came=outcome)

    def with_parts(self):
        """All that `completeness.gaps_in` reads, in a fixed number of queries."""
        return self.select_related("organisation__country").prefetch_related(
            "organisation__contacts",
            "organisation__appointments",
            "organisation__agreements",
            "organisation__transfers__country",
            "organisation__transfers__adequacy_decision",
            "organisation__disclosures__country",
            "organisation__measures_in_place__data_categories",
            "acknowledged_findings",
            "suggestions",
            "organisation__appointments__person",
            "organisation__appointments__country",
            "other_controllers__contacts",
            "data_subjects",
            "data_categories",
            "purposes__legal_bases",
            "purposes__data_categories",
            "purposes__special_category_condition",
            "retention_rules__data_categories",
            "retention_rules__data_subjects",
            "engagements__country",
            "engagements__processor__country",
            "engagements__processor__processing_countries",
            "engagements__body__seats__country",
        )

    def with_counts(self, on: date | None = None):
        """Adds `recipient_count`, of rows in force on a day, or in use."""
        return self.annotate(recipient_count=count_as_seen(self.model, "engagements", on))


class FindingQuerySet(LastingQuerySet):
    def due(self, today: date):
        """Still open on the day until which somebody was to see to them, or after it."""
        return self.in_use().filter(due_on__lte=today)


class SubmissionQuerySet(RegisterQuerySet):
    def newest_of(self, activity):
        """The last time that an entry was sent, or None."""
        return self.in_use().filter(activity=activity.pk).order_by("-number").first()

    def sent_by(self, on: date | None):
        """What was sent by that day, or at all; its `outcome_then` is that of the day."""
        if on is None:
            return self.in_use().annotate(outcome_then=F("outcome"))
        waited = When(answered_on__gt=on, then=Value(SubmissionOutcome.WAITING))
        rows = self.in_use().filter(sent_on__lte=on)
        return rows.annotate(outcome_then=Case(waited, default=F("outcome")))

    def newest_said(self, *names: str, on: date | None = None):
        """The same of each entry of another query, as one value: for what is shown with it."""
        rows = self.sent_by(on).filter(activity=OuterRef("pk")).order_by("-number")
        asked = {name: name for name in names} | {"outcome": "outcome_then"}
        return Subquery(rows.values(said=JSONObject(**asked))[:1])


def gates_of_listing(on: date) -> dict[str, Q]:
    """All that has to hold for the public page to name a recipient on a day, each by a name."""
    return {
        "activity in use": Q(activity__retired_on=None) | Q(activity__retired_on__gt=on),
        "in use": Q(retired_on=None) | Q(retired_on__gt=on),
        "begun": Q(listed_from__lte=on),
        "not over": Q(listed_until=None) | Q(listed_until__gte=on),
    }


class EngagementQuerySet(DatedQuerySet):
    def listed(self, on: date):
        """What the public page names on that day: the listing counts, not the service."""
        return self.filter(*gates_of_listing(on).values())

    def begun_too_early(self, today: date):
        """Keys of rows that start in the future without being planned."""
        early = self.in_use().filter(starts_on__gt=today)
        return early.exclude(state=EngagementState.PLANNED).values_list("pk", flat=True)

    def start_has_passed(self, today: date):
        """Planned, though their first day has come: somebody should confirm them."""
        return self.in_use().filter(state=EngagementState.PLANNED, starts_on__lte=today)


class ProcessorQuerySet(LastingQuerySet):
    def with_counts(self, on: date | None = None, *, with_drafts: bool = True):
        """Adds `engagement_count`, of rows in force on a day, or in use."""
        only = [] if with_drafts else [self._seen_without_drafts()]
        return self.annotate(engagement_count=count_as_seen(self.model, "engagements", on, *only))

    def with_last_day(self, on: date | None = None, *, with_drafts: bool = True):
        """Adds `works_until`: the last day of the last engagement, where none goes on open-ended.

        Whoever sees no drafts is told no day of one, and no end where one goes on.
        """
        engagement = self.model._meta.get_field("engagements").related_model
        rows = engagement.objects.begun_by(on) if on else engagement.objects.in_use()
        for path in ("retired_on", "activity__retired_on"):
            is_in_use = Q(**{path: None})
            rows = rows.filter(is_in_use | Q(**{f"{path}__gt": on}) if on else is_in_use)
        rows = rows.filter(processor=OuterRef("pk")).order_by()
        seen = rows if with_drafts else rows.filter(self._seen_without_drafts())
        last = seen.order_by("-ends_on").values("ends_on")[:1]
        goes_on = Exists(rows.filter(ends_on=None))
        return self.annotate(works_until=Case(When(goes_on, then=None), default=Subquery(last)))

    def _seen_without_drafts(self):
        """Of today: what is hidden now is not counted in the past either."""
        engagement = self.model._meta.get_field("engagements").related_model
        activity = engagement._meta.get_field("activity").related_model
        return In(said_today(activity, "state", of="activity"), IN_APPROVAL)


class AgreementQuerySet(LastingQuerySet):
    def expiring(self, on: date, within: timedelta):
        """In force on that day, and ending within the time given; not where its vendor has left
        by then, for nobody needs it any longer.
        """
        engagements = self.model._meta.get_field("processor").related_model
        engagements = engagements._meta.get_field("engagements").related_model.objects
        engaged = engagements.in_use().filter(
            processor=OuterRef("processor"),
            activity__organisation=OuterRef("organisation"),
            activity__retired_on=None,
        )
        goes_on = engaged.filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef("expires_on")))
        rows = self.in_force(on).filter(expires_on__lte=on + within)
        return rows.filter(~Exists(engaged) | Exists(goes_on))


class TransferQuerySet(DatedQuerySet):
    def without_tool(self, on: date):
        """In force on that day, with nothing in Chapter V stated for them."""
        return self.in_force(on).filter(tool=TransferTool.NOT_STATED)

    def decision_lapsing(self, on: date, within: timedelta):
        """In force on that day, resting on a decision that ends within the time given."""
        return self.in_force(on).filter(adequacy_decision__valid_until__lte=on + within)


class NoticeQuerySet(RegisterQuerySet):
    def in_effect(self, on: date):
        """Those that applied on that day: of an edition and what it replaces, the later one."""
        begun = self.in_force(on).filter(Q(effective_on=None) | Q(effective_on__lte=on))
        replaced = begun.exclude(replaces=None).order_by().values("replaces")
        return begun.exclude(pk__in=replaced)


class StatedFactQuerySet(RegisterQuerySet):
    def in_force(self, on: date):
        """What the notice that applied on that day states."""
        passage = self.model._meta.get_field("passage").related_model
        notices = passage._meta.get_field("notice").related_model.objects.in_effect(on)
        return super().in_force(on).filter(passage__notice__in=notices.order_by())


class BodyQuerySet(LastingQuerySet):
    def with_counts(self, on: date | None = None):
        """Adds `seat_count`, of rows in force on a day, or in use."""
        return self.annotate(seat_count=count_as_seen(self.model, "seats", on))


class SeatQuerySet(DatedQuerySet):
    def unconfirmed(self, on: date):
        """Over, and nobody has said that the access which they gave is withdrawn."""
        model = self.model
        grants = model._meta.get_field("access_grants").related_model.objects
        had = grants.filter(Q(seat=OuterRef("pk")) | Q(body=OuterRef("body")))
        bodies = model._meta.get_field("body").related_model
        received = bodies._meta.get_field("engagements").related_model.objects
        received = received.filter(body=OuterRef("body"), is_personal_data=True)
        over = _unconfirmed(self.in_use().filter(ends_on__lt=on))
        return over.filter(Exists(had) | Exists(received))


class GrantQuerySet(DatedQuerySet):
    def of_seats_over(self, on: date):
        return self.filter(Q(seat__ends_on__lt=on) | Q(seat__retired_on__lte=on))

    def of_bodies_left(self, on: date):
        """Of bodies that are out of use, or whose terms are all over, with none to come."""
        seats = self._seats_of_body()
        is_left = Exists(seats) & ~Exists(seats.not_over(on))
        return self.filter(Q(body__retired_on__lte=on) | is_left)

    def without_seat(self, on: date):
        """In force, though the term of the seat is over, or nobody sits in the body any more."""
        seats = self._seats_of_body()
        is_left = Exists(seats.filter(ends_on__lt=on)) & ~Exists(seats.in_force(on))
        is_over = Q(pk__in=self.model.objects.of_seats_over(on).values("pk"))
        return self.in_force(on).filter(is_over | Q(body__retired_on__lte=on) | is_left)

    def _seats_of_body(self):
        """But those entered by mistake, and retired."""
        seats = self.model._meta.get_field("seat").related_model.objects
        return seats.in_use().filter(body=OuterRef("body"))

    def unconfirmed(self, on: date):
        """Ended, and nobody has said that the access is withdrawn; not what ended with its seat."""
        ended = _unconfirmed(self.in_use().filter(ends_on__lt=on))
        return ended.filter(Q(seat=None) | Q(seat__ends_on=None) | Q(seat__ends_on__gte=on))

    def review_due(self, on: date):
        """In force, and for a whole review period nobody has decided whether it is to stay."""
        latest = on - timedelta(days=settings.REVIEW_EVERY_DAYS)
        decisions = self.model._meta.get_field("decisions").related_model.objects
        recent = decisions.in_use().with_day().filter(grant=OuterRef("pk"), day__gt=latest)
        old = self.in_force(on).filter(Q(starts_on=None) | Q(starts_on__lte=latest))
        return old.exclude(Exists(recent.filter(day__lte=on)))


class DecisionQuerySet(RegisterQuerySet):
    def with_day(self):
        """Adds `day`, on which somebody decided."""
        return self.alias(day=Coalesce("decided_on", "review__held_on"))

    def to_carry_out(self):
        """Which end or change access, in the order of their days: each of them once.

        What is noted on an old decision later does nothing. Access that is entered together with
        the decision says itself what became of it.
        """
        model = self.model
        same = model.history.model.objects.filter(
            id=OuterRef("pk"),
            verdict=OuterRef("verdict"),
            new_level=OuterRef("new_level"),
            new_system=OuterRef("new_system"),
        )
        grants = model._meta.get_field("grant").related_model.history.model.objects
        is_known = Exists(grants.filter(id=OuterRef("grant")))
        withdraws = Q(verdict=AccessVerdict.WITHDRAW) & (is_known | Q(grant__ends_on=None))
        changes = Q(verdict=AccessVerdict.CHANGE) & is_known
        rows = self.in_use().with_day().filter(withdraws | changes).exclude(Exists(same))
        return rows.select_related("review", "grant").order_by("day", "pk")


def _unconfirmed(rows):
    """Without a day of withdrawal, and without a statement that there was nothing to withdraw."""
    # As text, for the field has no look-ups of its own; both engines write a key like this.
    rows = rows.alias(stated=Cast("absences", TextField())).filter(withdrawn_on=None)
    return rows.exclude(stated__contains='"withdrawn_on": ')
