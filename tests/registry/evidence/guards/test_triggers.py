"""The database itself refuses to change what is evidence, whoever asks; migrating sees to it."""

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from registry.checks import evidence_is_guarded
from registry.evidence.guards import triggers
from registry.evidence.guards.installation import unguarded
from registry.evidence.verify.whole import verify
from registry.models import EvidenceUnlock, Processor
from tests.registry.evidence.attacker import settle
from tests.support.factories import make_processor
from tests.support.undone import undone_afterwards
from tests.support.unguarded import drop_triggers

pytestmark = pytest.mark.django_db


def dummy(field):
    """Any value that a column takes."""
    match field:
        case models.DateTimeField():
            return timezone.now()
        case models.DateField():
            return timezone.now().date()
        case models.BooleanField():
            return False
        case models.JSONField():
            return {}
        case models.BinaryField():
            return b"x"
        case models.CharField() | models.TextField():
            return "x"
        case models.ForeignKey():
            return dummy(field.target_field)
    return 1


def fill(model, **fields):
    """A row in the table, past all rules."""
    dummies = {field.attname: dummy(field) for field in model._meta.concrete_fields}
    models.QuerySet(model).bulk_create([model(**dummies | fields)])


def changes(guarded):
    table, key = guarded.table, guarded.key
    if guarded.changes != "all":
        yield f'UPDATE "{table}" SET "{key}" = "{key}"'
        yield f'UPDATE "{table}" SET "{key}" = "{key}" + 1'
    yield f'DELETE FROM "{table}"'
    if connection.vendor == "sqlite":
        yield f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"'


def is_refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return triggers.REFUSAL in str(error)
    return False


def test_no_row_of_evidence_is_changed_deleted_or_replaced():
    of_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    done = []
    if connection.vendor == "postgresql":  # SQLite empties a table with DELETE
        whole = [f"TRUNCATE {guarded.table} CASCADE" for guarded in triggers.guarded_tables()]
        done += [statement for statement in whole if not is_refused(statement)]
    with undone_afterwards():
        for guarded in triggers.guarded_tables():
            model = of_table[guarded.table]
            if not model._base_manager.exists():
                fill(model)
            done += [statement for statement in changes(guarded) if not is_refused(statement)]
    assert done == []


def test_no_entry_is_replaced_by_another_for_the_same_version():
    """SQLite deletes without a trigger what stands in the way of INSERT OR REPLACE."""
    version = make_processor().history.get()
    columns = "kind, model, history_id, leaf, leaf_hash, root"
    into = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"{into} INTO registry_evidenceentry (seq, {columns}) SELECT seq + 1000, {columns} "
            "FROM registry_evidenceentry WHERE model = 'registry.processor' AND history_id = %s",
            [version.pk],
        )


def test_a_redaction_may_change_the_versions_that_it_unlocks_and_no_others():
    first, second = make_processor(), make_processor()
    table = Processor.history.model._meta.db_table
    EvidenceUnlock.objects.create(table=table, row=first.history.get().pk)
    change = f'UPDATE "{table}" SET name = name WHERE id = {{}}'
    assert not is_refused(change.format(first.pk))
    assert is_refused(change.format(second.pk))
    assert is_refused(f'UPDATE "{table}" SET history_id = history_id + 1000 WHERE id = {first.pk}')


def test_a_version_without_an_entry_is_refused_at_the_commit_or_found():
    fill(Processor.history.model, history_id=1_000_000)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="has no entry in the log"):
            settle()
    else:
        assert "has no entry" in " ".join(map(str, verify().faults))
    transaction.set_rollback(True)


def test_migrating_puts_triggers_back_and_a_check_says_that_they_were_gone():
    assert evidence_is_guarded(None, databases=["default"]) == []
    drop_triggers()
    (said,) = evidence_is_guarded(None, databases=["default"])
    assert "triggers are missing or changed, such as " in said.msg
    assert evidence_is_guarded(None, databases=None) == []
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert unguarded() == ""


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_makes_anew_is_guarded_again():
    """SQLite copies a table to change a column, and its triggers go with the old one."""
    versions = Processor.history.model
    old = versions._meta.get_field("name")
    new = old.clone()
    new.max_length, new.column = old.max_length + 1, old.column
    new.set_attributes_from_name("name")
    new.model = versions
    with connection.schema_editor() as editor:
        editor.alter_field(versions, old, new)
    if connection.vendor == "sqlite":
        assert versions._meta.db_table in unguarded()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert unguarded() == ""


HOLLOWED = {
    "sqlite": {
        "a trigger that lets pass": [
            'DROP TRIGGER "evidence_registry_evidenceentry_delete"',
            (
                'CREATE TRIGGER "evidence_registry_evidenceentry_delete" BEFORE DELETE '
                'ON "registry_evidenceentry" WHEN 0 BEGIN SELECT 1; END'
            ),
        ],
        "a trigger on another table": [
            'DROP TRIGGER "evidence_registry_evidenceentry_delete"',
            (
                'CREATE TRIGGER "evidence_registry_evidenceentry_delete" BEFORE DELETE '
                'ON "registry_country" WHEN 0 BEGIN SELECT 1; END'
            ),
        ],
    },
    "postgresql": {
        "a trigger turned off": [
            "ALTER TABLE registry_evidenceentry DISABLE TRIGGER evidence_delete"
        ],
        "a trigger that sessions can turn off": [
            "ALTER TABLE registry_evidenceentry ENABLE TRIGGER evidence_delete"
        ],
        "a trigger for some rows": [
            "DROP TRIGGER evidence_delete ON registry_evidenceentry",
            (
                "CREATE TRIGGER evidence_delete BEFORE DELETE ON registry_evidenceentry "
                "FOR EACH ROW WHEN (old.seq < 0) EXECUTE FUNCTION evidence_refuse()"
            ),
            "ALTER TABLE registry_evidenceentry ENABLE ALWAYS TRIGGER evidence_delete",
        ],
        "a function that lets pass": [
            (
                "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql "
                "AS 'BEGIN RETURN OLD; END'"
            )
        ],
    },
}


def test_a_guard_that_is_there_and_guards_nothing_is_found():
    for kind, statements in HOLLOWED[connection.vendor].items():
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            faults = [str(fault) for fault in verify().faults]
            transaction.set_rollback(True)
        assert ["is missing or changed" in fault for fault in faults] == [True], kind
