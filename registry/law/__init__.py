"""What the law asks of an entry: rules as rows with their days, by group of articles."""
