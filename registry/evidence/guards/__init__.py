"""Triggers of the database that refuse to change what is sealed."""
