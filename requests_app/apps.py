"""The application that holds the requests."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registry.groups import make_groups
from registry.preparations import EXAMPLES, TERMS
from requests_app.roles import ROLES


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Requests of data subjects")

    def ready(self):
        import_module("requests_app.checks")
        # The register's files first: where two tables fit a file, those are meant.
        import_module("registry.resources")
        import_module("requests_app.resources")
        import_module("registry.evidence.redaction.echoes").FORGETTERS.append(_remove_files)
        import_module("registry.evidence.verify.whole").FILE_CHECKS.append(_check_files)
        TERMS.append("load_request_terms")
        EXAMPLES.append("load_request_example")
        post_migrate.connect(_make_groups, sender=self)


def _remove_files() -> None:
    import_module("requests_app.retention.removal").remove_files()


def _check_files(report, progress) -> None:
    import_module("requests_app.messages.files_check").check_files(report, progress)


def _make_groups(sender: AppConfig, using: str, **kwargs) -> None:
    make_groups(sender, ROLES, using)
