"""Many who use a register at the same time, and what becomes of each of them."""
