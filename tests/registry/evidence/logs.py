"""A log and its bundle, written as RFC 6962 defines them and by no code of the register."""

import base64
import hashlib
import json
import zipfile
from pathlib import Path

ORIGIN = "register.example.org/evidence"
AT = "2026-01-{:02}T09:00:00.000000Z"


def canonical(value) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tree(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    half = split(len(leaves))
    return sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:]))


def split(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*path(index, leaves[:half]), tree(leaves[half:])]
    return [*path(index - half, leaves[half:]), tree(leaves[:half])]


def consistency(size: int, leaves: list[bytes], is_whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if size == len(leaves):
        return [] if is_whole else [tree(leaves)]
    half = split(len(leaves))
    if size <= half:
        return [*consistency(size, leaves[:half], is_whole), tree(leaves[half:])]
    return [*consistency(size - half, leaves[half:], False), tree(leaves[:half])]


def bare(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def padded(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Log:
    """A log in memory that can be bundled; the salts are made from numbers."""

    def __init__(self):
        self.leaves: list[bytes] = []
        self.shown: list[dict] = []
        self.add("genesis", origin=ORIGIN)

    def add(self, kind: str, model: str = "", number: int | None = None, values=(), **more) -> int:
        seq, fields = len(self.leaves), {}
        for name, value in dict(values).items():
            salt = sha256(f"{seq} {name}".encode())[:16]
            digest = sha256(b"\2" + canonical([bare(salt), name, value]).encode())
            fields[name] = bare(digest)
            self.shown.append({"seq": seq, "field": name, "salt": bare(salt), "value": value})
        leaf = {
            "v": 1,
            "alg": "sha-256",
            "seq": seq,
            "kind": kind,
            "model": model,
            "hid": number,
            "at": AT.format(seq + 1),
            "fields": fields,
            **more,
        }
        self.leaves.append(canonical(leaf).encode())
        return seq

    def checkpoint(self, size: int | None = None) -> str:
        leaves = self.leaves[:size]
        return f"{ORIGIN}\n{len(leaves)}\n{padded(tree(leaves))}\n"

    def bundle(self, *, withheld: tuple[str, ...] = (), anchors: tuple[int, ...] = ()) -> dict:
        """The files of a bundle with all entries."""
        entries = [
            {"leaf": leaf.decode(), "proof": [padded(step) for step in path(seq, self.leaves)]}
            for seq, leaf in enumerate(self.leaves)
        ]
        anchored = [
            {
                "checkpoint": self.checkpoint(size),
                "consistency": [padded(step) for step in consistency(size, self.leaves)],
                "copies": [{"method": "file", "at": AT.format(size), "receipt": None}],
            }
            for size in anchors
        ]
        return {
            "checkpoint": self.checkpoint(),
            "entries.jsonl": rows(entries),
            "disclosures.jsonl": rows(row for row in self.shown if row["field"] not in withheld),
            "anchors.jsonl": rows(anchored),
        }


def rows(values) -> str:
    return "".join(f"{canonical(value)}\n" for value in values)


def write_zip(path: Path, files) -> Path:
    """`files` are names and texts; as pairs they may be there twice."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, text)
    return path


def example() -> Log:
    """Five entries: a start, two versions of one row, its redaction, something that happened."""
    log = Log()
    values = {"id": 7, "name": "Acme", "privacy_contact": "To be forgotten", "is_public": False}
    values |= {"processing_countries": [1, 3], "absences": {"website": "none"}, "country_id": None}
    log.add("baseline", "registry.processor", 20, values)
    log.add("history", "registry.processor", 21, values | {"name": "Acmé “2”\n\u202e"})
    log.add("redact", redacts=[[1, ["privacy_contact"]]])
    log.add("event", number=4, values={"name": "exported"})
    return log
