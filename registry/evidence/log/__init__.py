"""The sealed log: what enters it, and what can be shown of it."""
