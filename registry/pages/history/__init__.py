"""The history of an entry: its page, one version as it stood, its file, and how it is narrowed."""
