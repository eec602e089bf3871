"""The rights that a request invokes, and what became of each."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.compiled import answers
from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT
from registry.records.rules import natural_key
from requests_app.grounds import objections_to
from requests_app.models.request import REFUSED, DataSubjectRequest
from requests_app.stops import MAY_STOP, STOPPING, UNDECIDED_OR_GRANTED
from requests_app.vocabulary import COMPLAINTS, Outcome, RefusalGround

# Who received somebody's data is told to that person only, as the data itself is.
NEED_IDENTITY = ("access", "erasure", "portability", "recipient-notification")
RESTRICTION, GRANTED = "restriction", (Outcome.FULFILLED, Outcome.PARTLY)
# That nothing is held is an answer too, and only for the person.
TOLD = (Outcome.FULFILLED, Outcome.PARTLY, Outcome.NO_DATA)


def _requests_of(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
    return model.objects.order_by().filter(pk__in=pks).values_list("pk", "request")


class RequestedRight(RegisterModel):
    """One right that a request invokes, and what became of it."""

    key = ("request", "right")
    since = "request__received_on"
    personal = {"ground_proof": FREE_TEXT, "stop_note": FREE_TEXT}

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="rights",
    )
    right = models.ForeignKey(
        "registry.Right",
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "right"),
        related_name="requested",
    )
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome.choices, blank=True)
    ground = models.CharField(
        pgettext_lazy("of a refusal", "ground"),
        max_length=25,
        choices=RefusalGround.choices,
        blank=True,
    )
    ground_proof = models.CharField(
        _("what shows it, or the law"),
        max_length=500,
        blank=True,
        help_text=_(
            "With Article 12(5) what shows it, for the burden of proof is the controller's. With "
            "Articles 14(5)(c), 22(2)(b), 23, 85 and 89 the law."
        ),
    )
    stopped_on = models.DateField(
        _("stopped on"),
        null=True,
        blank=True,
        help_text=_(
            "Since when the data is no longer used for it: at once with Articles 7(3) and 21(3), "
            "and with 18(1) while it is checked."
        ),
    )
    stop_note = models.CharField(
        _("what was stopped, and where"),
        max_length=500,
        blank=True,
        help_text=_("Name systems and lists. Do not copy the data itself."),
    )

    lifting_told_on = models.DateField(
        _("told that the restriction will be lifted"), null=True, blank=True, editable=False
    )
    lifted_on = models.DateField(_("restriction lifted on"), null=True, blank=True, editable=False)

    class Meta(RegisterModel.Meta):
        verbose_name = _("right invoked")
        verbose_name_plural = _("rights invoked")
        ordering = ("request", "right")
        constraints = [
            natural_key("request", "right"),
            models.CheckConstraint(
                name="requestedright_refusal_has_ground",
                condition=(Q(outcome__in=REFUSED) & ~Q(ground=""))
                | (~Q(outcome__in=REFUSED) & Q(ground="")),
                violation_error_message=_(
                    "Choose a ground if the outcome is a refusal, and none for other outcomes."
                ),
            ),
            models.CheckConstraint(
                name="requestedright_told_before_lifted",
                condition=Q(lifted_on__isnull=True)
                | (Q(lifting_told_on__isnull=False) & Q(lifted_on__gte=F("lifting_told_on"))),
                violation_error_message=_(
                    "Tell the person before the restriction is lifted (Article 18(3))."
                ),
            ),
        ]

    def __str__(self):
        return self.get_outcome_display() or str(pgettext_lazy("right not decided yet", "open"))

    @property
    def is_refusal(self) -> bool:
        """In the sense of Article 12(4), which is about requests and not about complaints."""
        return self.outcome in REFUSED and self.right.code not in COMPLAINTS

    @property
    def headline(self):
        return str(self.right)

    @property
    def facts(self):
        said = [self.get_ground_display(), self.ground_proof] if self.ground else []
        days = [
            (_("told on {day} that the restriction will be lifted"), self.lifting_told_on),
            (_("lifted on {day}"), self.lifted_on),
        ]
        said += [str(words).format(day=date_format(day)) for words, day in days if day]
        return [str(self), *filter(None, said)]

    @property
    def may_be_stopped(self) -> bool:
        """Whether it can still be noted that what the right is about has stopped."""
        is_wanted = self.outcome in UNDECIDED_OR_GRANTED and not self.retired_on
        return is_wanted and self.right.code in MAY_STOP and self.stopped_on is None

    @property
    def is_stop_open(self) -> bool:
        """The law has something stopped at once, and nobody has noted that it was."""
        return self.may_be_stopped and self.right.code in STOPPING

    @property
    def is_restricted(self) -> bool:
        """Whether the processing was restricted because of it (Article 18)."""
        return self.right.code == RESTRICTION and self.outcome in GRANTED

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        for pk, request in answers(_requests_of, cls, pks):
            yield DataSubjectRequest, request, pk

    def objections(self, request: DataSubjectRequest) -> Iterator[tuple[str, str]]:
        """What stands against its outcome in view of the whole request, and in which field."""
        needs_identity = self.right.code in NEED_IDENTITY and self.outcome in TOLD
        if needs_identity and not request.is_identity_settled:
            message = _("“{right}”: verify the identity first, or enter why this is not needed.")
            yield "identity_state", message.format(right=self.right)
        yield from (("", text) for text in self._objections_in_itself(request))

    def _objections_in_itself(self, request: DataSubjectRequest) -> Iterator[str]:
        if self.stopped_on:
            yield from self._objections_to_stop(request)
        if self.lifting_told_on and not self.is_restricted:
            message = _("“{right}”: only a restriction that was granted can be lifted.")
            yield message.format(right=self.right)
        if self.ground:
            objections = objections_to(
                self.ground,
                self.right.code,
                is_partial=self.outcome == Outcome.PARTLY,
                proof=self.ground_proof,
                on=request.answered_on or timezone.localdate(),
            )
            yield from (f"“{self.right}”: {objection}" for objection in objections)

    def _objections_to_stop(self, request: DataSubjectRequest) -> Iterator[str]:
        if self.right.code not in MAY_STOP:
            message = _("“{right}” stops nothing. Leave “stopped on” empty.")
            yield message.format(right=self.right)
        elif self.stopped_on < request.received_on:
            message = _(
                "“{right}”: it cannot have stopped before it was asked for. If it had, enter the "
                "day of receipt, and say so."
            )
            yield message.format(right=self.right)
