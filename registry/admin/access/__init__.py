"""Pages about who could reach what: the answer for a day, ending it, reviewing it."""
