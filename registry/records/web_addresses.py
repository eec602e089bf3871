"""Web addresses that may be stored and shown."""

from django.core.validators import URLValidator
from django.db import models


class WebAddressField(models.URLField):
    """An address as published. Only http and https: nothing that a browser would run."""

    default_validators = [URLValidator(schemes=["https", "http"])]

    def __init__(self, *args, max_length=500, blank=True, **kwargs):
        super().__init__(*args, max_length=max_length, blank=blank, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})
