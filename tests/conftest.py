"""What every test may rely on."""

from hypothesis import settings

# A busy machine is not a failure; what a run finds is the same on every machine.
settings.register_profile("register", deadline=None, database=None, derandomize=True)
settings.load_profile("register")
