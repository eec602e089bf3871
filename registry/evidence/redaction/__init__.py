"""Taking values out of every version for good, and proving that it was done."""
