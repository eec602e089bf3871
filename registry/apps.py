"""The application that holds the register."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registry.base.groups import make_groups
from registry.base.preparations import EXAMPLES, TERMS
from registry.roles import ROLES


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Register")

    def ready(self):
        import_module("registry.checks")
        TERMS.append("load_terms")
        EXAMPLES.append("load_example")
        # Last of all receivers: the permissions that it hands out have to exist.
        post_migrate.connect(_make_groups, sender=self)


def _make_groups(sender: AppConfig, using: str, **kwargs) -> None:
    make_groups(sender, ROLES, using)
