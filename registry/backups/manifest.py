"""What a backup says of itself: what is in it, and what it has to be once it is restored."""

import json
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

VERSION = 1
NAME = "manifest.json"  # the last member: it holds the hashes of all others


class Unreadable(ValueError):
    """This is no backup, or one of another kind. Says in words why."""


@dataclass
class Manifest:
    """`size` and `root` are the end of the log in the copy, `counts` its rows by table.

    `files` are the private files by path below their folder: SHA-256 and bytes of each.
    """

    made_at: str
    engine: str
    origin: str
    size: int
    root: str
    counts: dict[str, int]
    database: dict = field(default_factory=dict)
    files: dict[str, dict] = field(default_factory=dict)
    version: int = VERSION

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @property
    def checkpoint(self) -> tuple[str, int, bytes]:
        return self.origin, self.size, bytes.fromhex(self.root)


def read(text: bytes) -> Manifest:
    """Raises `Unreadable`."""
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            why = _("it has version {version}, and this software reads version {ours}")
            raise Unreadable(why.format(version=data["version"], ours=VERSION))
        manifest = Manifest(**data)
        bytes.fromhex(manifest.root)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("its manifest cannot be read")) from error
    return manifest
