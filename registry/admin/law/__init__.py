"""What the law asks of an entry, as people see it: points, where to fill them in, and all rules."""
