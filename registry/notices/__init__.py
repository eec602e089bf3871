"""The published notice: what its passages state, and which rows say so."""
