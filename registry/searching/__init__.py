"""Finding what the register holds: by words from every page, and by what leads to an entry."""
