"""The work on a request, from receipt to the closed file."""
