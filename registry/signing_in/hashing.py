"""Passwords as Argon2 digests, of which a crowd that signs in makes few at a time."""

from threading import BoundedSemaphore

from django.contrib.auth import get_user_model, hashers
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from registry.serving.troubles import Busy
from registry.serving.turns import patient

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


def hash_anew_without_waiting() -> None:
    """Where somebody else is writing, a digest of an earlier way stays until another sign-in."""

    def check_password(self, raw_password):
        def hash_anew(raw_password):
            before, self.password = self.password, hashers.make_password(raw_password)
            try:
                with patient(0), transaction.atomic():
                    self.save(update_fields=["password"])
            except Busy:
                # Its sessions are known by it: the account is to say what the database says.
                self.password = before

        return hashers.check_password(raw_password, self.password, hash_anew)

    get_user_model().check_password = check_password
