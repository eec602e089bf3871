"""The application that holds the register."""

from importlib import import_module

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from registry import hooks
from registry.groups import make_groups
from registry.roles import ROLES, in_words


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Register")

    def ready(self):
        from registry.admin.events import Events
        from registry.admin.figures.register import figures_of_the_record
        from registry.beginning.example import own_rows
        from registry.evidence.log.sealing import seal_event, seal_versions
        from registry.evidence.redaction.removals import removals_from
        from registry.files_kept.of_register import (
            check_kept_files,
            names_of_kept_files,
            remove_kept_files,
        )
        from registry.searching.index import forget_words, keep_words
        from registry.searching.tables import of_the_register
        from registry.serving.many_keys import ask_for_them_as_a_list
        from registry.signing_in import changes, codes, connecting, hashing
        from registry.signing_in.sessions import end_when_changed
        from registry.signing_in.storage import leave_json_unchecked
        from registry.signing_in.telling import tell_owner
        from registry.working.keeping import forget_files

        ask_for_them_as_a_list()
        leave_json_unchecked()
        changes.note_use_later()
        codes.use_without_waiting()
        connecting.note_use_later()
        hashing.hash_anew_without_waiting()
        import_module("registry.checks")
        import_module("registry.evidence.accounts")
        import_module("registry.signing_in.attempts")
        hooks.versions_written.connect(seal_versions)
        hooks.versions_written.connect(keep_words)
        hooks.searched_wanted.connect(of_the_register)
        hooks.values_forgotten.connect(forget_words)
        hooks.event_announced.connect(seal_event)
        hooks.event_announced.connect(end_when_changed)
        hooks.event_announced.connect(tell_owner)
        hooks.removals_wanted.connect(removals_from)
        hooks.timeline_wanted.connect(Events)
        hooks.figures_wanted.connect(figures_of_the_record)
        hooks.values_forgotten.connect(remove_kept_files)
        hooks.values_forgotten.connect(forget_files)
        hooks.files_verified.connect(check_kept_files)
        hooks.files_named.connect(names_of_kept_files)
        hooks.roles_described.connect(in_words)
        hooks.terms_wanted.connect(load_terms)
        hooks.examples_wanted.connect(load_example)
        hooks.own_rows_wanted.connect(own_rows)
        pre_migrate.connect(_carry_over, sender=self)
        post_migrate.connect(_prepare_log, sender=self)
        post_migrate.connect(_keep_names, sender=self)
        post_migrate.connect(_stamp, sender=self)
        post_migrate.connect(_keep_words, sender=self)
        # Last of all receivers: the permissions that it hands out have to exist.
        post_migrate.connect(_make_groups, sender=self)


def load_terms() -> None:
    call_command("load_terms", verbosity=0)


def load_example() -> None:
    call_command("load_example", verbosity=0)


def _carry_over(
    sender: AppConfig, using: str, verbosity: int, plan: list | None = None, **kwargs
) -> None:
    upgrading = import_module("registry.upgrading.at_migrate")
    upgrading.refuse_earlier(sender, using)
    upgrading.carry_earlier_over(using, plan, verbosity)


def _prepare_log(sender: AppConfig, using: str, **kwargs) -> None:
    # Before the groups: whatever is written from here on has a place in the log.
    import_module("registry.evidence.guards.installation").prepare(using)


def _keep_names(sender: AppConfig, using: str, **kwargs) -> None:
    import_module("registry.upgrading.at_migrate").keep_names(using)


def _stamp(sender: AppConfig, using: str, plan: list | None = None, **kwargs) -> None:
    import_module("registry.upgrading.at_migrate").stamp(using, plan)


def _keep_words(sender: AppConfig, using: str, **kwargs) -> None:
    import_module("registry.searching.index").keep_all(using)


def _make_groups(sender: AppConfig, using: str, **kwargs) -> None:
    make_groups(sender, ROLES, using)
