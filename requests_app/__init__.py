"""Requests of data subjects: who asked, by when an answer is due, and what it was."""
