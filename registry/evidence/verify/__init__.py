"""Whether the history is what was sealed: one line for each fault."""
