"""Whether a restored register answers: ten of its pages, asked as somebody who may see all."""

import sys
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.test import RequestFactory, override_settings
from django.urls import NoReverseMatch, resolve, reverse

from registry.models import ProcessingActivity, Processor

ANSWERED = 200
PLAIN = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def addresses() -> Iterator[str]:
    yield from ("/processors/", "/processors.json", reverse("admin:index"))
    for table in ("processingactivity", "processor", "body", "transfer", "notice"):
        yield reverse(f"admin:registry_{table}_changelist")
    for model in (ProcessingActivity, Processor):
        if (row := model.objects.order_by("pk").values_list("pk", flat=True).first()) is not None:
            yield reverse(f"admin:registry_{model._meta.model_name}_change", args=[row])


def failing() -> Iterator[str]:
    """Each page that does not answer, and why. Nothing is written, nobody signs in."""
    factory = RequestFactory()
    somebody = get_user_model()(pk=0, username="restore_check", is_staff=True, is_superuser=True)
    for address in addresses():
        request = factory.get(address, HTTP_HOST=_host())
        request.user, request.session = somebody, SessionStore()
        request._messages = FallbackStorage(request)
        match = resolve(address)
        request.resolver_match = match
        try:
            with transaction.atomic():
                response = match.func(request, *match.args, **match.kwargs)
                if hasattr(response, "render"):
                    response.render()
        except (Exception, NoReverseMatch) as error:
            yield f"{address}: {type(error).__name__}: {error}"
        else:
            if response.status_code != ANSWERED:
                yield f"{address}: {response.status_code}"


def _host() -> str:
    first = settings.ALLOWED_HOSTS[0].lstrip(".")
    return "localhost" if first == "*" else first


def main() -> None:
    with override_settings(STORAGES=PLAIN):  # files of the software are not what is asked about
        faults = list(failing())
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.exit(1 if faults else 0)
