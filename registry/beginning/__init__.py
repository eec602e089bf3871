"""The first hour: from the example to a register of one's own, and the first steps in that."""
