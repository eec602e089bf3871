"""The application that holds the requests."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registry.base.groups import make_groups
from requests_app.roles import ROLES


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Requests of data subjects")

    def ready(self):
        post_migrate.connect(_make_groups, sender=self)


def _make_groups(sender: AppConfig, using: str, **kwargs) -> None:
    make_groups(sender, ROLES, using)
