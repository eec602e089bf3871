"""People and roles: a page of our own for the privacy lead, Django's own for superusers."""
