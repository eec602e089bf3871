"""The foundations that every table, form and file of the register is made of."""
