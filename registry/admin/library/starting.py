"""Pages on which an entry is started from the library: choose a card, answer, create."""

from collections.abc import Callable
from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.filling_in.since_when import OF_SINCE_WHEN, SinceWhenFields, suggested
from registry.library import offering, shelf
from registry.library.fields import AnswersForm
from registry.library.shelf import Card
from registry.library.wording import in_words
from registry.models import Organisation, ProcessingActivity, Processor
from registry.pages import resends
from registry.pages.addresses import check_search
from registry.pages.page import LIST, Page
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm
from registry.pages.widgets import RelationSelect


class StartForm(SinceWhenFields, ReasonForm, AnswersForm):
    """What the card asks, and what an entry cannot be without."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation")
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=40,
        help_text=gettext_lazy(
            "A short, unique reference. It cannot be used again for another entry."
        ),
    )

    ABOUT = ("name", "reference", "organisation")

    def __init__(self, *args, site, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.fields["organisation"]
        relation = ProcessingActivity._meta.get_field("organisation")
        chosen.queryset = Organisation.objects.in_use()
        chosen.widget = RelationSelect(relation, site)
        chosen.widget.choices = chosen.choices
        if len(only := list(chosen.queryset[:2])) == 1:
            chosen.initial = only[0]
            chosen.widget.known = {str(only[0].pk): str(only[0])}
        self.fields["reason"].initial = _("Started from the library")


class VendorForm(SinceWhenFields, ReasonForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("The name is what you say. All else is only suggested."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = _("Started from the library")


class LibraryPage(Page):
    """The cards of one shelf, by group, with a search."""

    name = "library"
    address = "library/"
    template = "admin/registry/library/shelf.html"
    label = gettext_lazy("Start from the library")
    stands_on = LIST
    takes = {"q"}

    def __init__(self, cards: Callable[[], dict[str, Card]]):
        self.cards = cards

    def may_open(self, request, row=None):
        return self.table.has_add_permission(request)

    def buttons(self, request, row=None):
        return [] if past_of(request) else super().buttons(request, row)

    def respond(self, request, row):
        asked = request.GET.get("q", "").strip()
        check_search(asked)
        cards = [card for card in self.cards().values() if card.is_meant_by(asked)]
        cards.sort(key=lambda card: card.group)
        context = {
            "title": self.label,
            "asked": asked,
            "count": len(cards),
            "groups": [
                (group, [(card, self._url(card)) for card in those])
                for group, those in groupby(cards, key=lambda card: card.group)
            ],
        }
        return self.render(request, None, context)

    def _url(self, card: Card) -> str:
        return self.table.url_of("card", card.slug)


class CardPage(Page):
    """One card: what it suggests, what it asks, and the way to a draft."""

    name = "card"
    address = "library/<slug:card>/"
    template = "admin/registry/library/card.html"

    def may_open(self, request, row=None):
        return self.table.has_add_permission(request)

    def respond(self, request, row, card):
        if (found := self.cards().get(card)) is None:
            raise Http404
        form = self.form(request, found)
        if request.method == "POST" and form.is_valid():
            try:
                with resends.once_if_numbered(request) as doing:
                    created = self._create(request, found, form)
                    doing.url = self.table.url_of("suggestions", created.pk)
            except resends.SentBefore as before:
                return resends.led_there(request, before.url)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("{entry}: created.").format(entry=created))
                return HttpResponseRedirect(doing.url)
        context = {
            "title": found.name,
            "card": found,
            "groups": self._offered(found),
            "form": form,
            "about": [form[name] for name in (*self.ABOUT, *OF_SINCE_WHEN)],
            "asked": form.asked() if hasattr(form, "asked") else [],
            "reason": [form["reason"]],
            "media": form.media,
            "form_number": resends.number_of(request),
            "way_back": self.table.url_of("library"),
        }
        return self.render(request, None, context)

    def _offered(self, card: Card) -> list[tuple[str, list]]:
        return [
            (
                part.label,
                [(offer, in_words(part, offer.fields, self.table.model)) for offer in those],
            )
            for part, those in groupby(card.offers, key=lambda offer: offer.part)
        ]

    def _create(self, request, card: Card, form):
        said = {name: form.cleaned_data[name] for name in (*self.ABOUT, "reason")}
        created = self.start(card, form, **said, since=form.since, by=request.user)
        form.keep_since(request)
        return created


class ActivityCardPage(CardPage):
    ABOUT = StartForm.ABOUT

    def cards(self):
        return shelf.activities()

    def form(self, request, card):
        initial = suggested(request)
        initial |= {"name": card.name, "reference": offering.next_reference(card)}
        site = self.table.admin_site
        return StartForm(request.POST or None, questions=card.questions, site=site, initial=initial)

    def start(self, card, form, **said) -> ProcessingActivity:
        begins = {"answers": form.answers(), "starts_on": form.own_day}
        return offering.start_activity(card, **begins, **said)


class VendorCardPage(CardPage):
    ABOUT = ("name",)

    def cards(self):
        return shelf.vendors()

    def form(self, request, card):
        initial = suggested(request) | {"name": card.name}
        return VendorForm(request.POST or None, initial=initial)

    def start(self, card, form, **said) -> Processor:
        return offering.start_processor(card, **said)
