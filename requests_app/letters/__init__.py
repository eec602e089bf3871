"""What letters say: filled from the register, in the language of the person."""
