"""Bodies, the seats in them, and the people who hold these."""

from collections.abc import Collection, Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.grounds import ActivityGround
from registry.models.people.withdrawal import Withdrawable
from registry.querysets import BodyQuerySet, SeatQuerySet
from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import natural_key
from registry.vocabulary import Answer, BodyKind


class Person(LastingModel):
    """Somebody who holds an office or a seat. The only table with their names.

    Everywhere else, in other tables' files too, a person is quoted by the code.
    """

    key = ("code",)
    personal = {"code": NONE, "name": STAFF, "email": STAFF}
    history_with = ("seats", "appointments")
    forgotten_with = ("seats", "appointments")

    code = models.SlugField(
        _("code"),
        max_length=60,
        unique=True,
        help_text=_("A short code that stands for the person on other pages. Do not use the name."),
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta(LastingModel.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("code",)

    def __str__(self):
        return self.code


class Body(LastingModel):
    """Staff, a committee or the board: a group inside the organisation with access to data.

    The public sees its name and the set of countries of its seats, never a person.
    """

    key = ("name",)
    history_with = (
        "seats",
        "seats__access_grants",
        "access_grants",
        "transfers",
        "engagements",
    )
    personal = {"name": NONE, "description": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="bodies",
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=BodyKind.choices)
    description = models.TextField(_("description"), blank=True)
    is_public = models.BooleanField(
        _("may be listed publicly"),
        default=False,
        help_text=_(
            "The public page shows the name of the body and its countries if an entry "
            "under Recipients is listed too."
        ),
    )

    objects = BodyQuerySet.as_manager()

    class Meta(LastingModel.Meta):
        verbose_name = pgettext_lazy("committee or board", "body")
        verbose_name_plural = pgettext_lazy("committees and boards", "bodies")
        ordering = ("organisation", "name")

    def __str__(self):
        return self.name

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        """A body that is out of use keeps no access."""
        yield from super().checked_with(pks)
        yield from _grants(cls, "body", pks)


class Seat(ActivityGround, Withdrawable):
    """A place in a body, the country from which its holder reads data, and the term."""

    key = ("body", "designation", "starts_on")
    history_with = ("access_grants",)
    label_fields = ("designation",)
    reached_by = ("engagements__body", "body_id")
    absence_fields = (*Withdrawable.absence_fields, "person", "country")
    one_at_a_time = ("body", "designation")
    overlap_message = _("{row}: someone else holds this seat at that time. End that term first.")
    personal = {"designation": NONE, "acts_for": FREE_TEXT}

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name=pgettext_lazy("committee or board", "body"),
        related_name="seats",
    )
    designation = models.CharField(
        _("designation"),
        max_length=100,
        help_text=_("The role or office, for example “Treasurer”. Do not name people."),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="seats",
    )
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="seats",
    )
    acts_for = models.CharField(
        _("acts for others as well"),
        max_length=200,
        blank=True,
        help_text=_(
            "Another organisation for which the holder reads this data too. Leave empty for staff "
            "and members who act only as instructed (Article 29): with them it is no transfer."
        ),
    )
    is_confidential = models.CharField(
        _("bound to confidentiality"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )

    objects = SeatQuerySet.as_manager()

    class Meta(Withdrawable.Meta):
        verbose_name = pgettext_lazy("in a committee or board", "seat")
        verbose_name_plural = pgettext_lazy("in a committee or board", "seats")
        ordering = ("body", "designation", "starts_on")
        constraints = [
            *Withdrawable.Meta.constraints,
            natural_key("body", "designation", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.designation

    @property
    def facts(self):
        return [str(self.country)] * bool(self.country_id) + super().facts

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        """Whose term ends may keep no access of their own, nor the body, if it was the last."""
        yield from super().checked_with(pks)
        for path in ("seat", "body__seats"):
            yield from _grants(cls, path, pks)


def _grants(
    model: type[models.Model], path: str, pks: Collection[int]
) -> Iterator[tuple[type[models.Model], int, int]]:
    """The access that rests on these rows, for `checked_with`."""
    grants = model._meta.get_field("access_grants").related_model
    found = grants.objects.filter(**{f"{path}__in": pks}).order_by().values_list("pk", path)
    for grant, pk in found:
        yield grants, grant, pk
