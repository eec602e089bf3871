"""What a comparison of tables cannot tell: where something of an earlier landing stands now.

Whoever renames a column, or gives one up, says so here in the same commit.
"""

# Of "table.column", an SQL expression over the row as it was: '"called"' after a rename. Where
# nothing is said, a new column has its default.
STANDS_IN: dict[str, str] = {}

# Tables, and "table.column", that go with what stands in them.
GIVEN_UP: frozenset[str] = frozenset()
