"""What was written, and the files that came with it."""
