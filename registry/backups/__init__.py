"""Copies of the whole register: taken while it runs, proven by restoring them, and put back."""
