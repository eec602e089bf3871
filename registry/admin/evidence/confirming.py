"""A fresh sign-in on the page of a step that cannot be undone."""

from datetime import timedelta

from django import forms
from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model, load_backend
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import EvidenceEvent
from registry.records.events import EventName, announce

MOST_WRONG, WITHIN = 5, timedelta(minutes=15)


class PasswordField(forms.CharField):
    """Asks for the password of the account that is signed in; never shows it again."""

    widget = forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "vTextField"})

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Your password"),
            strip=False,
            help_text=gettext_lazy(
                "Enter it again, so that nobody else can do this on a screen that you left open."
            ),
            **kwargs,
        )


def check_password(request, password: str) -> None:
    """By the backend that the account signed in with. A wrong one is an event.

    Raises ValidationError, also for a right one after too many wrong ones.
    """
    user = request.user
    wrong = EvidenceEvent.objects.filter(
        name=EventName.PASSWORD_REFUSED, author_id=user.pk, at__gt=timezone.now() - WITHIN
    )
    if wrong.count() >= MOST_WRONG:
        raise ValidationError(_("Too many wrong passwords. Try again in 15 minutes."))
    backend = load_backend(request.session[BACKEND_SESSION_KEY])
    try:
        found = backend.authenticate(request, username=user.get_username(), password=password)
    except PermissionDenied:
        found = None
    if found is None or found.pk != user.pk:
        announce(EventName.PASSWORD_REFUSED, by=user, about=user, table=get_user_model())
        raise ValidationError(_("The password is wrong. Nothing was removed."))
