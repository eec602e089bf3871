"""The application that holds the requests."""

from importlib import import_module

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registry import hooks
from registry.groups import make_groups
from requests_app.roles import ROLES, in_words


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Requests of data subjects")

    def ready(self):
        from requests_app.admin.figures import figures_of_requests
        from requests_app.admin.timeline import Notices, Searches
        from requests_app.example import from_outside
        from requests_app.messages.files_check import check_files, names_of_attachments
        from requests_app.retention.removal import remove_files
        from requests_app.searched import of_requests

        import_module("requests_app.checks")
        # The register's files first: where two tables fit a file, those are meant.
        import_module("registry.resources")
        import_module("requests_app.resources")
        hooks.timeline_wanted.connect(Searches)
        hooks.timeline_wanted.connect(Notices)
        hooks.figures_wanted.connect(figures_of_requests)
        hooks.searched_wanted.connect(of_requests)
        hooks.values_forgotten.connect(remove_files)
        hooks.files_verified.connect(check_files)
        hooks.files_named.connect(names_of_attachments)
        hooks.roles_described.connect(in_words)
        hooks.terms_wanted.connect(load_request_terms)
        hooks.examples_wanted.connect(load_request_example)
        hooks.own_rows_wanted.connect(from_outside)
        post_migrate.connect(_make_groups, sender=self)


def load_request_terms() -> None:
    call_command("load_request_terms", verbosity=0)


def load_request_example() -> None:
    call_command("load_request_example", verbosity=0)


def _make_groups(sender: AppConfig, using: str, **kwargs) -> None:
    make_groups(sender, ROLES, using)
