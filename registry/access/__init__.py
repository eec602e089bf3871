"""Who could reach which data, and how that comes to an end."""
