"""Who sits where, what they may reach, and what was decided about it."""
