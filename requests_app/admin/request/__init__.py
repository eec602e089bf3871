"""What the page of one request is made of: its steps, letters, parts and files."""
