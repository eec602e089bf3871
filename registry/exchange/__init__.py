"""The whole register as a folder of files, out and back in."""
