"""What the organisation has published: its notices, and what it promises in them."""
