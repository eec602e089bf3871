"""Transfers to third countries and international organisations: Chapter V, and that of the UK."""
