"""How tables that people keep are read, checked against the register, and written."""
