"""The example that ships: two editions of the policy of NumFOCUS."""
