"""The button “Who could reach this”, on the pages of what the question can be narrowed to."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.admin.access.answer import may_ask
from registry.pages.page import Button
from registry.pages.past import past_of


def asked_about(request, name: str, row) -> list[Button]:
    """None for whom may not ask. `name`: the choice that the row is, of `question.CHOICES`."""
    if not may_ask(request.user):
        return []
    asked = past_of(request).parameters | {name: row.pk}
    return [Button(_("Who could reach this"), f"{reverse('admin:access')}?{urlencode(asked)}")]
