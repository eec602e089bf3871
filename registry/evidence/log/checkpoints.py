"""The end of the log in three lines that anybody can keep: name, number of entries, root."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from registry.evidence.log import entries
from registry.models import EvidenceEntry

# As C2SP's tlog-checkpoint has it, without a signature.
_LINES = re.compile(r"([^\n]+)\n([1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n")


@dataclass(frozen=True)
class Checkpoint:
    """A state of the log. Whoever kept it can tell later whether the log still begins so."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @property
    def groups(self) -> list[str]:
        """The root to be read aloud or compared on paper: sixteen groups of four."""
        return re.findall("....", self.root.hex())


def newest() -> Checkpoint:
    """Raises `NoLog`."""
    entry = EvidenceEntry.objects.order_by("seq").last()
    if entry is None:
        raise entries.NoLog
    return Checkpoint(entries.origin(), entry.seq + 1, bytes.fromhex(entry.root))


def at(size: int) -> Checkpoint | None:
    """The log as it once was; None where it never had so many entries."""
    entry = EvidenceEntry.objects.filter(seq=size - 1).first()
    return entry and Checkpoint(entries.origin(), size, bytes.fromhex(entry.root))


def read(text: str) -> Checkpoint:
    """Raises ValueError for what is no checkpoint."""
    found = _LINES.fullmatch(text)
    if not found:
        raise ValueError("no checkpoint of three lines")
    root = b64decode(found[3], validate=True)
    if b64encode(root).decode() != found[3]:
        raise ValueError("the root is not in the usual form")
    return Checkpoint(found[1], int(found[2]), root)
