"""The schema, step by step. Frozen once released."""
