"""What the organisation has published, and what it has promised to people."""
