"""The file of a request. It names nobody: who asked stands in `Requester`."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import Right
from registry.records.compiled import answers
from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import Fault
from requests_app.models.complaints import Complained
from requests_app.models.counted import Counted
from requests_app.models.unfinished import ENDED, unfinished_among
from requests_app.querysets import TO_DO, RequestQuerySet
from requests_app.vocabulary import (
    Channel,
    IdentityState,
    Outcome,
    RequestState,
)

# What was not, or not fully, done: "not applicable" too is told with its reason, Article 12(4).
REFUSED = (Outcome.REFUSED, Outcome.PARTLY, Outcome.NOT_APPLICABLE)
# What the rules about outcomes look at, if only whether there is any: of a request and its rights.
OF_REQUEST = (
    "id",
    "state",
    "received_on",
    "identity_state",
    "answered_on",
    "withdrawn_on",
    "has_explained_complaint",
    "has_explained_remedy",
)
OF_RIGHTS = tuple(
    f"rights__{name}"
    for name in (
        *("retired_on", "outcome", "ground", "ground_proof", "stopped_on", "lifting_told_on"),
        *("right__code", "right__name"),
    )
)
OF_FILE = ("checklist", "recipient_notices", "messages", "messages__attachments")


class DataSubjectRequest(Counted, Complained, RegisterModel):
    """One request under Articles 15 to 22 or 7(3), or a complaint, from its receipt to its end."""

    key = ("reference",)
    is_typed = False
    since = "received_on"
    label_fields = ("reference",)
    seen_with = ("rights", "clock_events")
    history_with = (*seen_with, *OF_FILE)
    absence_fields = ("data_subjects",)
    personal = {
        "reference": NONE,
        "calendar": NONE,
        "jurisdiction": NONE,
        "identity_method": FREE_TEXT,
        "identity_by": STAFF,
        "identity_reason": FREE_TEXT,
        "extension_reason": FREE_TEXT,
        "why_unfinished": FREE_TEXT,
        "clock_rule": NONE,
        "clock_calendar": NONE,
        "clock_steps": NONE,
        "authority_reference": NONE,
        "hold_reason": FREE_TEXT,
    }
    forgotten_with = (
        "requester",
        "messages",
        "messages__attachments",
        "rights",
        "clock_events",
        "checklist",
        "recipient_notices",
        "reveals",
        "reminders",
    )

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="data_subject_requests",
    )
    state = models.CharField(
        pgettext_lazy("of a request", "state"),
        max_length=25,
        choices=RequestState.choices,
        default=RequestState.RECEIVED,
    )
    received_on = models.DateField(
        _("received on"),
        help_text=_("The day on which it arrived through any official channel, even on a holiday."),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        related_name="+",
    )
    data_subjects = models.ManyToManyField(
        "registry.DataSubjectCategory",
        verbose_name=_("who the person is"),
        blank=True,
        related_name="data_subject_requests",
        help_text=_("Choose one or more. They decide which activities are searched."),
    )

    identity_state = models.CharField(
        _("identity"),
        max_length=10,
        choices=IdentityState.choices,
        default=IdentityState.NOT_ASKED,
    )
    identity_method = models.CharField(
        _("how it was checked"),
        max_length=200,
        blank=True,
        help_text=_("How the identity was checked. Never keep a copy of a document."),
    )
    identity_on = models.DateField(_("checked on"), null=True, blank=True)
    identity_by = models.CharField(_("checked by"), max_length=150, blank=True)
    identity_reason = models.CharField(_("why not needed"), max_length=300, blank=True)

    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer_channel = models.CharField(
        _("answered by"), max_length=10, choices=Channel.choices, blank=True
    )
    has_explained_complaint = models.BooleanField(_("complaint explained"), default=False)
    has_explained_remedy = models.BooleanField(_("judicial remedy explained"), default=False)
    why_unfinished = models.CharField(
        _("why answered before all was searched or told"), max_length=500, blank=True
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, db_index=True)

    hold_reason = models.CharField(_("on hold because"), max_length=500, blank=True)
    hold_review_on = models.DateField(_("hold reviewed on"), null=True, blank=True)
    text_minimised_on = models.DateField(_("texts removed on"), null=True, editable=False)
    requester_minimised_on = models.DateField(_("requester removed on"), null=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        verbose_name = pgettext_lazy("of a person", "request")
        verbose_name_plural = _("requests")
        ordering = ("-received_on", "-pk")
        permissions = [("minimise_datasubjectrequest", "Can confirm what retention proposes")]
        indexes = [
            # Each filter of the list finds its rows, their number and their order in one index.
            models.Index(fields=["retired_on", "-received_on", "-id"]),
            models.Index(fields=["retired_on", "state", "-received_on", "-id"]),
            models.Index(fields=["retired_on", "state", "due_on", "-received_on", "-id"]),
            models.Index(
                fields=["handler", "retired_on", "-received_on", "-id", "state", "due_on"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="datasubjectrequest_closed_has_answer",
                condition=~Q(state=RequestState.CLOSED)
                | (
                    Q(closed_on__isnull=False)
                    & (Q(answered_on__isnull=False) | Q(withdrawn_on__isnull=False))
                ),
                violation_error_message=_("A request can be closed only after it was answered."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_answer_has_day",
                condition=~Q(state__in=[RequestState.ANSWERED, RequestState.REFUSED])
                | Q(answered_on__isnull=False),
                violation_error_message=_("Enter the day on which the answer was sent."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_withdrawal_has_day",
                condition=~Q(state=RequestState.WITHDRAWN) | Q(withdrawn_on__isnull=False),
                violation_error_message=_("Enter the day on which the request was withdrawn."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_nothing_before_receipt",
                condition=(
                    Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("received_on"))
                )
                & (
                    Q(extension_notified_on__isnull=True)
                    | Q(extension_notified_on__gte=F("received_on"))
                )
                & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("received_on")))
                & (Q(asked_until__isnull=True) | Q(asked_until__gte=F("received_on"))),
                violation_error_message=_(
                    "No date can be before the day on which the request was received."
                ),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_lodged_before_we_heard",
                condition=Q(lodged_on__isnull=True) | Q(lodged_on__lte=F("received_on")),
                violation_error_message=_(
                    "The complaint was lodged with the authority before you heard of it: enter an "
                    "earlier day."
                ),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_closed_after_answer",
                condition=(
                    Q(closed_on__isnull=True)
                    | Q(answered_on__isnull=True)
                    | Q(closed_on__gte=F("answered_on"))
                )
                & (
                    Q(closed_on__isnull=True)
                    | Q(withdrawn_on__isnull=True)
                    | Q(closed_on__gte=F("withdrawn_on"))
                ),
                violation_error_message=_("A request cannot be closed before it was answered."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_answered_after_receipt",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
                violation_error_message=_("The answer cannot be dated before the request."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_extension_has_reason_and_notice",
                condition=Q(extended_on__isnull=True, extension_notified_on__isnull=True)
                | (~Q(extension_reason="") & Q(extension_notified_on__isnull=False)),
                violation_error_message=_(
                    "Enter the reason of the extension and the day on which the requester was told."
                ),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_identity_is_explained",
                condition=~Q(identity_state=IdentityState.NOT_NEEDED) | ~Q(identity_reason=""),
                violation_error_message=_("Enter why the identity does not need to be checked."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_identity_check_is_dated",
                condition=~Q(identity_state__in=[IdentityState.VERIFIED, IdentityState.FAILED])
                | (Q(identity_on__isnull=False) & ~Q(identity_method="")),
                violation_error_message=_("Enter how and when the identity was checked."),
            ),
            models.CheckConstraint(
                name="datasubjectrequest_hold_has_review",
                condition=Q(hold_reason="") | Q(hold_review_on__isnull=False),
                violation_error_message=_("Enter the day on which the hold will be reviewed."),
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in TO_DO and not self.retired_on

    @property
    def is_identity_settled(self) -> bool:
        return self.identity_state in {IdentityState.VERIFIED, IdentityState.NOT_NEEDED}

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        rows, ended = answers(_with_rights, cls, pks), []
        for of_request, of_rights in groupby(rows, key=lambda row: row[: len(OF_REQUEST)]):
            request = cls(**dict(zip(OF_REQUEST, of_request, strict=True)))
            rights = [*_invoked(row[len(OF_REQUEST) :] for row in of_rights)]
            for right in rights:
                yield from (Fault(cls, request.pk, *it) for it in right.objections(request))
            if request.state not in TO_DO:
                yield from (Fault(cls, request.pk, "", text) for text in request.unanswered(rights))
            if request.state in ENDED:
                ended.append(request.pk)
        for pk, text in unfinished_among(cls, ended) if ended else ():
            yield Fault(cls, pk, "", text)

    def rights_in_use(self) -> list[models.Model]:
        """The rights invoked, without those that were listed by mistake."""
        return [right for right in self.rights.all() if not right.retired_on]

    def unanswered(self, rights: Collection[models.Model]) -> Iterator[str]:
        """What an answer about these rights still lacks."""
        if not rights and not self.withdrawn_on:
            yield _("Choose the rights that the request is about.")
        for right in rights:
            if not right.outcome:
                yield _("“{right}” has no outcome yet.").format(right=right.right)
        refused = any(right.is_refusal for right in rights)
        is_explained = self.has_explained_complaint and self.has_explained_remedy
        if refused and not is_explained and not self.withdrawn_on:
            yield _(
                "A refusal has to explain the right to complain and the judicial remedy "
                "(Article 12(4))."
            )


def _with_rights(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
    rows = model.objects.filter(pk__in=pks).order_by("pk", "rights__right")
    return rows.values_list(*OF_REQUEST, *OF_RIGHTS)


def _invoked(rows: Iterable[tuple]) -> Iterator[models.Model]:
    """The rights in use, from what was read of them; nothing was, where there are none."""
    requested = DataSubjectRequest._meta.get_field("rights").related_model
    for retired_on, outcome, ground, proof, stopped_on, told_on, code, name in rows:
        if code and not retired_on:
            yield requested(
                outcome=outcome,
                ground=ground,
                ground_proof=proof,
                stopped_on=stopped_on,
                lifting_told_on=told_on,
                right=Right(code=code, name=name),
            )
