"""The register on a day, as known at a moment, and what differs between two days."""
