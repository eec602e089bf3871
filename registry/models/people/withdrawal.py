"""What gives people access: when it is over, somebody confirms that accounts are closed."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.records.model import DatedModel
from registry.records.rules import Fault


class Withdrawable(DatedModel):
    """A term or a grant. Who confirms the withdrawal is the author of that change."""

    absence_fields = (*DatedModel.absence_fields, "withdrawn_on")

    withdrawn_on = models.DateField(
        _("access confirmed withdrawn on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which somebody made sure that accounts are closed and passwords changed. "
            "State “none” below if there was no account."
        ),
    )

    class Meta(DatedModel.Meta):
        abstract = True
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_withdrawn_has_ended",
                condition=Q(withdrawn_on__isnull=True)
                | Q(ends_on__isnull=False)
                | Q(retired_on__isnull=False),
                violation_error_message=_(
                    "Enter the last day too: access is withdrawn when it has ended."
                ),
            ),
        ]

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        early = cls.objects.filter(pk__in=pks, withdrawn_on__gt=timezone.localdate())
        for pk in early.values_list("pk", flat=True):
            yield Fault(
                cls,
                pk,
                "withdrawn_on",
                _("This day is in the future. Confirm the withdrawal when it is done."),
            )
