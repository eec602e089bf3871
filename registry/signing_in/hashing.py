"""Passwords as Argon2 digests, of which a crowd that signs in makes few at a time."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

# Each takes 46 MiB for a tenth of a second; others wait for their turn. With Django's 100 MiB and
# no turns, 16 people who sign in at once take more than a gigabyte.
AT_ONCE = 2
_turns = BoundedSemaphore(AT_ONCE)


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP's cheat sheet on passwords has it first: m=47104, t=1, p=1."""

    memory_cost = 47_104  # KiB
    time_cost = 1
    parallelism = 1

    def encode(self, password, salt):
        with _turns:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with _turns:
            return super().verify(password, encoded)
