"""Versions with their proof, for somebody outside."""
