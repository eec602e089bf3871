"""The page of the map of the data: who, for what, to whom, where."""
