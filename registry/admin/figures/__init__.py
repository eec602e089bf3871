"""Figures of the register, as bars with their tables."""
