"""The register of processing activities."""
