"""Files that are kept with entries: put in, listed, saved elsewhere."""
