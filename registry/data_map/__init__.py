"""The data of the register as a picture: whose, for what, to whom, where."""
