"""Made at random and checked against a slow and simple model, thousands at a time."""
