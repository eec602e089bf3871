"""The application that holds the register."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registry.groups import make_groups
from registry.preparations import EXAMPLES, TERMS
from registry.roles import ROLES


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Register")

    def ready(self):
        import_module("registry.checks")
        import_module("registry.evidence.log.sealing").listen()
        import_module("registry.evidence.accounts")
        import_module("registry.evidence.redaction.removals").listen()
        post_migrate.connect(_prepare_log, sender=self)
        TERMS.append("load_terms")
        EXAMPLES.append("load_example")
        # Last of all receivers: the permissions that it hands out have to exist.
        post_migrate.connect(_make_groups, sender=self)


def _prepare_log(sender: AppConfig, using: str, **kwargs) -> None:
    # Before the groups: whatever is written from here on has a place in the log.
    import_module("registry.evidence.guards.installation").prepare(using)


def _make_groups(sender: AppConfig, using: str, **kwargs) -> None:
    make_groups(sender, ROLES, using)
