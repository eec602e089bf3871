"""How entries are sent for approval, and how whoever approves finds them."""
