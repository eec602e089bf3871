"""Files on the disk: outside of the web root, under random names, compared with their rows."""
