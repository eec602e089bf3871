"""What things cost: seconds, queries and bytes, each beside its limit."""
