"""The button “Who could reach this”, on the pages of what the question can be narrowed to."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.admin.access.answer import may_ask
from registry.pages.page import ENTRY, Button
from registry.pages.past import past_of


class AskedAbout:
    """Mixed into the admin of a table, before `EntryAdmin`."""

    # The choice of the question that its rows are: see `question.CHOICES`.
    asked_as = ""

    def buttons(self, request, place, row=None):
        buttons = super().buttons(request, place, row)
        if place != ENTRY or not may_ask(request.user):
            return buttons
        asked = past_of(request).parameters | {self.asked_as: row.pk}
        address = f"{reverse('admin:access')}?{urlencode(asked)}"
        return [*buttons, Button(_("Who could reach this"), address)]
