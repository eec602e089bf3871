"""With which day the register begins: that of the first entry of any table that people fill."""

import pytest

from registry.models import (
    AcknowledgedFinding,
    AdequacyDecision,
    Suggestion,
    SupervisoryAuthority,
)
from registry.past.beginning import ENTERED
from tests.support.tables import TABLES

pytestmark = pytest.mark.once
SHIP = {AdequacyDecision, SupervisoryAuthority}
SAID_OF_AN_ENTRY = {AcknowledgedFinding, Suggestion}


def test_each_table_counts_but_what_ships_and_what_is_said_of_an_entry():
    lasting = {table for table in TABLES if table.is_lasting and not table.may_be_always}
    assert lasting - {*ENTERED} == SHIP | SAID_OF_AN_ENTRY
