"""How names are compared, and which rows may be called alike."""
