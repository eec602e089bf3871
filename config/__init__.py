"""How the register is put together and set up; nobody imports from here."""
