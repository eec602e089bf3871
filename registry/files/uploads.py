"""Files that wait for their sender to confirm what a preview has shown."""

from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from import_export.tmp_storages import CacheStorage


class Upload(CacheStorage):
    """One file: its name, its bytes, and the fingerprint of the preview. Gone after an hour.

    It waits in the shared cache, so that whichever server gets the confirmation finds it, and
    under its sender's id, so that nobody confirms for somebody else.
    """

    CACHE_LIFETIME = 60 * 60
    CACHE_PREFIX = "upload-"

    def __init__(self, sender: AbstractBaseUser, token: str | None = None):
        self.token = token or uuid4().hex
        super().__init__(name=f"{sender.pk}-{self.token}")
