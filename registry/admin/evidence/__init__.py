"""Pages about the sealed history of one entry: bundles, redactions, certificates."""
