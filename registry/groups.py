"""Groups of Django's own accounts, made from a table of roles."""

from collections.abc import Iterator, Mapping

from django.apps import AppConfig

# Role → tables → what it may do there, as codenames without the table.
Roles = Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]]


def codenames(roles: Roles, role: str) -> Iterator[str]:
    """Codenames such as `change_processor`. Raises KeyError for an unknown role."""
    for tables, actions in roles[role].items():
        for table in tables:
            for action in actions:
                yield f"{action}_{table}"


def make_groups(config: AppConfig, roles: Roles, using: str) -> None:
    """A group for each role, with exactly the permissions that the table gives in this app."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    create_permissions(config, using=using, verbosity=0)
    known = Permission.objects.using(using).filter(content_type__app_label=config.label)
    for role in roles:
        group, _created = Group.objects.using(using).get_or_create(name=role)
        others = group.permissions.exclude(content_type__app_label=config.label)
        mine = known.filter(codename__in=set(codenames(roles, role)))
        group.permissions.set([*others, *mine])
