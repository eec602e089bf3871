"""The jobs that an installation does again and again: how often, and when each was last done."""
