"""What the law says about days. Nothing in here asks a database."""
