"""Who inside may reach which data, until when, and what of it is refused."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.people.withdrawal import Withdrawable
from registry.querysets import GrantQuerySet
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import Fault, exactly_one_of
from registry.vocabulary import AccessLevel, AccessVerdict

OF_SEAT_OVER = _(
    "{grant}: the term of “{seat}” is over. Enter the last day of this access too, "
    "or take the step “End the term” on the seat, which ends both."
)
OF_BODY_LEFT = _(
    "{grant}: nobody sits in “{body}” any more, or it is out of use. Enter the last day of this "
    "access too, or who sits there now."
)
WITHDRAWN = _(
    "{grant}: a review withdrew this access. Enter its last day, and give new access under a new "
    "reference."
)


class AccessGrant(Withdrawable):
    """Who inside may reach which data, how far, and why (Articles 29, 32(4))."""

    key = ("reference",)
    history_with = ("decisions",)
    label_fields = ("reference",)
    never_reused = "reference"
    absence_fields = (*Withdrawable.absence_fields, "system", "why")
    personal = {"reference": NONE, "system": NONE, "why": FREE_TEXT}

    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        help_text=_("A short, unique reference. It cannot be used again for another entry."),
    )
    body = models.ForeignKey(
        "registry.Body",
        models.PROTECT,
        verbose_name=pgettext_lazy("committee or board", "body"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    seat = models.ForeignKey(
        "registry.Seat",
        models.PROTECT,
        verbose_name=pgettext_lazy("in a committee or board", "seat"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    system = models.CharField(
        _("system"),
        max_length=200,
        blank=True,
        help_text=_(
            "The system or kind of account in which the data is reached, for example "
            "“Donor database”. Do not name people."
        ),
    )
    level = models.CharField(
        pgettext_lazy("of access", "level"),
        max_length=10,
        choices=AccessLevel.choices,
        default=AccessLevel.NOT_STATED,
    )
    why = models.TextField(
        _("why"),
        blank=True,
        help_text=_("The task for which access is needed (Articles 29 and 32(4))."),
    )

    objects = GrantQuerySet.as_manager()

    class Meta(Withdrawable.Meta):
        verbose_name = _("access grant")
        verbose_name_plural = _("access grants")
        ordering = ("reference",)
        constraints = [
            *Withdrawable.Meta.constraints,
            exactly_one_of("body", "seat", message=_("Choose either a body or a seat.")),
            exactly_one_of(
                "processor", "activity", message=_("Choose either a processor or an activity.")
            ),
        ]

    def __str__(self):
        return self.reference

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        """Nobody keeps access by a seat in which they no longer sit, or that was withdrawn."""
        yield from super().faults_among(pks)
        today = timezone.localdate()
        rows = cls.objects.filter(pk__in=pks).not_over(today).select_related("seat", "body")
        decisions = cls._meta.get_field("decisions").related_model.objects
        withdrawn = decisions.in_use().filter(grant=OuterRef("pk"), verdict=AccessVerdict.WITHDRAW)
        wrong = [
            ("seat", rows.filter(seat__isnull=False).of_seats_over(today), OF_SEAT_OVER),
            ("body", rows.filter(body__isnull=False).of_bodies_left(today), OF_BODY_LEFT),
            ("ends_on", rows.filter(Exists(withdrawn), ends_on=None), WITHDRAWN),
        ]
        for field, found, message in wrong:
            for row in found:
                said = message.format(grant=row.reference, seat=row.seat, body=row.body)
                yield Fault(cls, row.pk, field, said)
