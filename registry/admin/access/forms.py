"""What the pages ask on which a term, access or an engagement ends."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.access.handing_over import Successor
from registry.access.hanging import Hanging, hanging_on
from registry.filling_in.days import DayInput
from registry.models import AccessGrant, Country, Person, Processor, Seat
from registry.pages.steps import ReasonForm
from registry.pages.widgets import OtherSelect, RelationSelect


def day_field(label, **options) -> forms.DateField:
    widget = DayInput()
    return forms.DateField(label=label, widget=widget, **options)


def searched(model, label, relation, **options) -> forms.ModelChoiceField:
    """One row, to be searched for; see `EndForm` for its widget."""
    field = forms.ModelChoiceField(model.objects.in_use(), label=label, required=False, **options)
    field.relation = relation
    return field


class ConfirmForm(ReasonForm):
    on = day_field(_("Checked on"), initial=timezone.localdate)


class EndForm(ReasonForm):
    """Lists what hangs on the rows, ticked. What came to it since the page was shown is told."""

    on = day_field(
        _("Last day"), initial=timezone.localdate, help_text=_("It still holds on this day.")
    )
    closing = forms.MultipleChoiceField(
        label=_("Ends with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What has not begun by then never does. Untick what is to stay."),
        error_messages={"invalid_choice": _("Something here has ended meanwhile. Check again.")},
    )
    # Fields that make up the successor.
    follows: tuple[str, ...] = ()

    def __init__(self, data, *, rows, site, user):
        super().__init__(data)
        self.user = user
        today = timezone.localdate()
        on, along = self._day() or today, [row.pk for row in rows]
        self.hanging = [it for row in rows for it in hanging_on(row, today, on=on, along=along)]
        self.shown = {it.key for it in self.hanging}
        closing = self.fields["closing"]
        closing.choices = list({it.key: it.text for it in self.hanging}.items())
        closing.initial = [key for key, _text in closing.choices]
        if not closing.choices:
            del self.fields["closing"]
        for name in self.follows:
            if len(rows) > 1:
                del self.fields[name]
            else:
                self._search(name, site)
        if len(rows) == 1:
            self._without(rows[0], site)

    def _search(self, name: str, site, widget: type[RelationSelect] = RelationSelect) -> None:
        field = self.fields[name]
        field.widget = widget(field.relation, site)
        field.widget.choices = field.choices

    def _without(self, row, site) -> None:
        """Takes out of what is offered as a successor what ends itself."""

    def _day(self) -> date | None:
        """More hangs on what ends later, if others end before."""
        try:
            return self.fields["on"].clean(self.data.get("on"))
        except ValidationError:
            return None  # which the form says

    def clean(self):
        said = super().clean()
        if self.shown - {*self.data.getlist("shown")}:
            raise ValidationError(
                _("Something hangs on it that the page had not shown. Check the list again.")
            )
        closing = {*said.get("closing", ())}
        self._refuse_tables_of_others(it for it in self.hanging if it.key in closing)
        chosen = {name: said.pop(name, None) for name in self.follows}
        if any(chosen.values()):
            said["successor"] = self.successor(**chosen)
        return said

    def _refuse_tables_of_others(self, chosen: Iterable[Hanging]) -> None:
        tables = {it.row._meta for it in chosen}
        others = [
            str(table.verbose_name_plural)
            for table in tables
            if not self.user.has_perm(f"registry.change_{table.model_name}")
        ]
        if others:
            raise ValidationError(
                _("Your role may not change {tables}. Untick these, or ask a colleague.").format(
                    tables=", ".join(sorted(others))
                )
            )

    def successor(self, **chosen) -> Successor:
        raise NotImplementedError


class EndAccessForm(EndForm):
    withdrawn_on = day_field(
        _("Access confirmed withdrawn on"),
        required=False,
        help_text=_(
            "If accounts are closed and passwords changed already. Else leave it empty: the home "
            "page reminds you."
        ),
    )


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


class EndBodyForm(EndAccessForm):
    on = day_field(
        _("Last day"),
        initial=yesterday,
        help_text=_("A day before today: from the day after the body is out of use."),
    )


class EndTermForm(EndAccessForm):
    follows = ("person", "country", "seat")

    person = searched(
        Person,
        _("Successor: the person"),
        Seat._meta.get_field("person"),
        help_text=_("A new term of the same seat begins the day after, with the same access."),
    )
    country = searched(Country, _("and the country"), Seat._meta.get_field("country"))
    seat = searched(
        Seat,
        _("or successor: another seat"),
        AccessGrant._meta.get_field("seat"),
        help_text=_("A seat of the same body, which gets the access the day after."),
    )

    def successor(self, **chosen):
        return Successor(**chosen)


class EndEngagementForm(EndForm):
    follows = ("processor",)

    processor = searched(
        Processor,
        _("Successor"),
        AccessGrant._meta.get_field("processor"),
        help_text=_(
            "Receives the same data from the day after, in the same roles, and those who had "
            "access to it have access there. Add its agreement and transfers yourself. Where this "
            "one is on the public list, you are asked next whether its successor shall be."
        ),
    )
    # Nobody on record could follow: who is to, is entered first.
    has_nobody = False

    def _without(self, row, site):
        ending = row.pk if isinstance(row, Processor) else row.processor_id
        field = self.fields["processor"]
        field.queryset = field.queryset.exclude(pk=ending)
        if not ending or not field.queryset.exists():
            self.has_nobody = bool(ending)
            del self.fields["processor"]
            return
        self._search("processor", site, OtherSelect)
        field.widget.but = ending

    def successor(self, **chosen):
        return Successor(**chosen)
