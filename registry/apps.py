"""The application that holds the register."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Register")

    def ready(self):
        import_module("registry.checks")
        # Last of all receivers: the permissions that it hands out have to exist.
        post_migrate.connect(make_groups, sender=self)


def make_groups(using: str, **kwargs) -> None:
    """A group for each role, with exactly the permissions of its row in `roles.ROLES`."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    from registry.roles import ROLES, permissions_of

    config = kwargs["sender"]
    create_permissions(config, using=using, verbosity=0)
    known = Permission.objects.using(using).filter(content_type__app_label=config.label)
    for role in ROLES:
        group, _created = Group.objects.using(using).get_or_create(name=role)
        others = group.permissions.exclude(content_type__app_label=config.label)
        mine = known.filter(codename__in=set(permissions_of(role)))
        group.permissions.set([*others, *mine])
