"""How long things take with many rows: `python -m benchmarks.requests_list`."""
