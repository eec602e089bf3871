"""Tables whose rows belong to activities, in lists of their own."""
