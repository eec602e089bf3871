"""What touched an entry and made no version of it: asked of all that `timeline_wanted` names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened to an entry and made no version of it."""

    key: int  # of the row of its source that says so
    at: datetime
    what: str
    author: str = ""
    details: str = ""
    url: str = ""
    is_timeline_event = True


class Source:
    """One kind of timeline events. The register asks all that `timeline_wanted` names."""

    # The fields that say when, and who.
    moment = "at"
    author = "author"

    def touching(self, row: models.Model, user) -> models.QuerySet:
        """What touched this row, of what `user` may see."""
        raise NotImplementedError

    def told(self, keys: Iterable[int]) -> Iterator[TimelineEvent]:
        """Those with these keys, in any order, in a number of queries that does not grow."""
        raise NotImplementedError
