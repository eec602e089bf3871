"""How requests are answered when something is in the way: a writer, a disk, the database."""
