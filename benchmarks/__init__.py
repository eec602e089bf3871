"""What is too large or too long for a suite: how long it takes, and what is left of it.

Each says in its first lines how it is called, for example `python -m benchmarks.past`. Rooms:
`at_random` against a slow model, `costs` with their limits, `crowds` at the same time, `hostile`
files and addresses, `losses` after kills. Beside them stand a look at the past, damaged mail and an
upgrade from an earlier commit; `engines.py` makes the databases, `many_versions.py` fills them.
"""
