"""Who has an account and which role; the steps by which that changes, and who may take them."""
