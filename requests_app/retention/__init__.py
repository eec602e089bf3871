"""What has to go from closed requests, when, and how it goes."""
