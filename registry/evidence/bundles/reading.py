"""From the bytes of a bundle to its parts, each well formed. Each function raises `Unreadable`."""

import binascii
import json
import re
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from registry.evidence.log import checkpoints
from registry.evidence.log.canonical import SAFE_INTEGER, base64url, canonical
from registry.evidence.log.checkpoints import Checkpoint
from registry.vocabulary import EntryKind

NEEDED = {"checkpoint", "entries.jsonl", "disclosures.jsonl", "anchors.jsonl"}
WELCOME = NEEDED | {"README.txt", "about.json", "names.json", "verify.py"}
RECEIPT = re.compile(r"anchor-\d{1,16}(-\d{1,16}\.tsr|\.checkpoint)", re.ASCII)
MOMENT = re.compile(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}\.\d{6}Z", re.ASCII)
MOST_BYTES, LONGEST_LINE, MOST_FILES, DEEPEST = 2**28, 2**22, 20_000, 64
HASH_BYTES, SALT_CHARACTERS, DIGEST_CHARACTERS = 32, 22, 43


class Unreadable(ValueError):
    """Why nothing can be said about a bundle."""


@dataclass(frozen=True)
class Anchored:
    """An earlier checkpoint, and what shows that the log went on from it."""

    checkpoint: Checkpoint
    proof: list[bytes]


def files_of(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(archive)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise Unreadable(_("This is not a complete zip file without a password.")) from error


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(names) != len(set(names)) or len(names) > MOST_FILES or not set(names) >= NEEDED:
        raise Unreadable(_("A file of the bundle is missing or duplicate."))
    files, room = {}, MOST_BYTES
    for member in members:
        if member.filename not in WELCOME and not RECEIPT.fullmatch(member.filename):
            raise Unreadable(_("The zip contains a file that does not belong to a bundle."))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(_("The zip uses an unsupported compression or layout."))
        with archive.open(member) as stream:
            files[member.filename] = stream.read(room + 1)
        room -= len(files[member.filename])
        if room < 0:
            raise Unreadable(_("The bundle is too large."))
    return files


def text_of(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(_("{name} is not UTF-8.").format(name=name)) from error


def _rows(files: Mapping[str, bytes], name: str) -> Iterator[dict]:
    *lines, rest = text_of(files, name).split("\n")
    if rest:
        raise Unreadable(_("{name} ends in the middle of a line.").format(name=name))
    for number, line in enumerate(lines, start=1):
        yield mapping(line, f"{name}:{number}")


def mapping(text: str, where: str) -> dict:
    """JSON that can be read in one way only."""
    if len(text) > LONGEST_LINE:
        raise Unreadable(_("{where} is too long.").format(where=where))
    try:
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        canonical(value)  # refuses halves of characters
        is_plain = isinstance(value, dict) and _is_plain(value)
    except (ValueError, RecursionError):
        is_plain = False
    if not is_plain:
        raise Unreadable(_("{where} is not in the format of a bundle.").format(where=where))
    return value


def _once(pairs: list[tuple]) -> dict:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a member is there twice")
    return dict(pairs)


def _whole(text: str) -> int:
    if text == "-0":
        raise ValueError("nothing has no sign")
    return int(text)


def _no_number(text: str):
    raise ValueError(f"{text} is not a whole number")


def _is_plain(value, depth: int = 0) -> bool:
    if depth > DEEPEST:
        return False
    match value:
        case bool():
            return True
        case int():
            return -SAFE_INTEGER <= value <= SAFE_INTEGER
        case dict():
            parts = all(_is_plain(part, depth + 1) for part in value.values())
            return parts and all(name.isascii() for name in value)
        case list():
            return all(_is_plain(part, depth + 1) for part in value)
    return True


def checkpoint_of(text: str) -> Checkpoint:
    try:
        return checkpoints.read(text)
    except ValueError as error:
        raise Unreadable(_("A checkpoint must have three lines.")) from error


def _demand(condition: bool, where: str) -> None:
    if not condition:
        raise Unreadable(_("{where} is not in the format of a bundle.").format(where=where))


def _proof(steps, where: str) -> list[bytes]:
    _demand(isinstance(steps, list) and len(steps) <= DEEPEST, where)
    proof = []
    for step in steps:
        try:
            data = b64decode(step, validate=True)
        except (TypeError, ValueError, binascii.Error) as error:
            raise Unreadable(_("{where}: the proof is damaged.").format(where=where)) from error
        _demand(len(data) == HASH_BYTES and b64encode(data).decode() == step, where)
        proof.append(data)
    return proof


def _is_bare(text, length: int) -> bool:
    """Whether it is base64url without padding, in the one way of writing it."""
    if not isinstance(text, str) or len(text) != length:
        return False
    try:
        data = b64decode(text + "=" * (-length % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    return base64url(data) == text


def entries_of(files) -> tuple[dict, dict, dict]:
    leaves, texts, proofs = {}, {}, {}
    for number, row in enumerate(_rows(files, "entries.jsonl"), start=1):
        where = f"entries.jsonl:{number}"
        _demand(isinstance(row.get("leaf"), str), where)
        leaf = _leaf(row["leaf"], where)
        _demand(leaf["seq"] not in leaves, where)
        leaves[leaf["seq"]], texts[leaf["seq"]] = leaf, row["leaf"]
        proofs[leaf["seq"]] = _proof(row.get("proof"), where)
    first = leaves.get(0, {})
    _demand(first.get("kind") == EntryKind.GENESIS, "entries.jsonl")
    _demand(isinstance(first.get("origin"), str), "entries.jsonl")
    return leaves, texts, proofs


def _leaf(text: str, where: str) -> dict:
    leaf = mapping(text, where)
    seq, at, fields = leaf.get("seq"), leaf.get("at"), leaf.get("fields")
    _demand(canonical(leaf).decode() == text, where)
    _demand(canonical(leaf.get("v")) == b"1" and leaf.get("alg") == "sha-256", where)
    _demand(type(seq) is int and seq >= 0 and leaf.get("kind") in EntryKind.values, where)
    _demand(isinstance(at, str) and MOMENT.fullmatch(at) is not None, where)
    _demand(isinstance(leaf.get("model"), str) and isinstance(fields, dict), where)
    _demand(all(_is_bare(digest, DIGEST_CHARACTERS) for digest in fields.values()), where)
    if leaf["kind"] == EntryKind.REDACT:
        redacts = leaf.get("redacts")
        _demand(isinstance(redacts, list) and all(map(_is_redaction, redacts)), where)
    return leaf


def _is_redaction(pair) -> bool:
    match pair:
        case [int() as seq, [*names]]:
            return type(seq) is int and all(isinstance(name, str) for name in names)
    return False


def values_of(files, leaves: Mapping[int, dict]) -> dict[tuple[int, str], tuple[str, object]]:
    values = {}
    for number, row in enumerate(_rows(files, "disclosures.jsonl"), start=1):
        where = f"disclosures.jsonl:{number}"
        seq, name = row.get("seq"), row.get("field")
        _demand(type(seq) is int and seq in leaves and isinstance(name, str), where)
        _demand(_is_bare(row.get("salt"), SALT_CHARACTERS) and "value" in row, where)
        _demand((seq, name) not in values, where)
        values[seq, name] = row["salt"], row["value"]
    return values


def anchors_of(files) -> dict[int, Anchored]:
    anchors = {}
    for number, row in enumerate(_rows(files, "anchors.jsonl"), start=1):
        where = f"anchors.jsonl:{number}"
        _demand(isinstance(row.get("checkpoint"), str), where)
        checkpoint = checkpoint_of(row["checkpoint"])
        beside = files.get(f"anchor-{checkpoint.size}.checkpoint", row["checkpoint"].encode())
        _demand(checkpoint.size not in anchors and beside == row["checkpoint"].encode(), where)
        _demand(isinstance(row.get("copies"), list), where)
        for copy in row["copies"]:
            _demand(isinstance(copy, dict) and isinstance(copy.get("method"), str), where)
            _demand(MOMENT.fullmatch(str(copy.get("at"))) is not None, where)
            receipt = copy.get("receipt")
            _demand(receipt is None or (isinstance(receipt, str) and receipt in files), where)
        anchors[checkpoint.size] = Anchored(checkpoint, _proof(row.get("consistency"), where))
    return anchors
