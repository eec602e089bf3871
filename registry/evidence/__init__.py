"""What the register knows of its own past, and how it proves it."""
