"""How a migration makes many tables in a short time."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """New tables, or new indexes of tables that are there, made when all of them are known.

    One by one, Django would put together all models anew for each: ours are all related, so that
    it took nine seconds of ten. No two operations among these may be about the same table.
    """

    def __init__(self, operations):
        self.operations = operations

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)

    def state_forwards(self, app_label, state):
        # What is put together already would be so again with each operation.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)
