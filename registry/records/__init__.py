"""How a row, its versions and its rules are kept."""
