"""The history of an entry with all that belongs to it."""
