"""Bundles that somebody has tampered with or broken, and what has to be said of each."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.registry.evidence.logs import Log, canonical, example, padded, rows, sha256

CONTRADICTED, UNREADABLE = 1, 2


@dataclass(frozen=True)
class Damage:
    """What was done to the files of a sound bundle, and the exit code that it deserves."""

    name: str
    code: int
    do: Callable[[dict], dict | list]


def sound() -> dict:
    return example().bundle(withheld=("privacy_contact",), anchors=(1, 3, 5))


def replaced(name: str, old: str, new: str) -> Callable:
    def do(files):
        assert old in files[name]
        return files | {name: files[name].replace(old, new, 1)}

    return do


def changed(name: str, number: int, change: Callable[[dict], object]) -> Callable:
    """`change` is told a line as a mapping, to change it in place."""

    def do(files):
        values = [json.loads(line) for line in files[name].splitlines()]
        change(values[number])
        return files | {name: rows(values)}

    return do


def without(name: str, number: int) -> Callable:
    def do(files):
        lines = files[name].splitlines(keepends=True)
        return files | {name: "".join(lines[:number] + lines[number + 1 :])}

    return do


def twice(name: str, number: int) -> Callable:
    return lambda files: files | {name: files[name] + files[name].splitlines(keepends=True)[number]}


def exchanged(files):
    text = files["disclosures.jsonl"].replace('"seq":1,', '"seq":3,')
    text = text.replace('"seq":2,', '"seq":1,').replace('"seq":3,', '"seq":2,')
    return files | {"disclosures.jsonl": text}


def in_leaf(number: int, change: Callable[[dict], object]) -> Callable:
    def on_line(row):
        leaf = json.loads(row["leaf"])
        change(leaf)
        row["leaf"] = canonical(leaf)

    return changed("entries.jsonl", number, on_line)


def from_another_log(name: str) -> Callable:
    def do(files):
        other = Log()
        for number in range(4):
            other.add("history", "registry.processor", number, {"id": 9})
        return files | {name: other.bundle(anchors=(1, 3, 5))[name]}

    return do


def rewritten(files):
    """A whole log of its own, consistent in itself, with the anchors of the one before."""
    log = Log()
    for number in range(4):
        log.add("history", "registry.processor", number, {"id": 9})
    return log.bundle() | {"anchors.jsonl": files["anchors.jsonl"]}


NOISE = padded(sha256(b"noise"))
DAMAGES = [
    Damage("another value", 1, replaced("disclosures.jsonl", '"Acme"', '"Acne"')),
    Damage("a number as text", 1, changed("disclosures.jsonl", 1, lambda d: d.update(value="7"))),
    Damage("yes for no", 1, replaced("disclosures.jsonl", "false", "true")),
    Damage("no for zero", 1, replaced("disclosures.jsonl", "false", "0")),
    Damage("null for nothing", 1, replaced("disclosures.jsonl", "null", '""')),
    Damage("another order of a list", 1, replaced("disclosures.jsonl", "[1,3]", "[3,1]")),
    Damage("another salt", 1, changed("disclosures.jsonl", 1, lambda d: d.update(salt="A" * 22))),
    Damage(
        "the value of another field",
        1,
        replaced("disclosures.jsonl", '"name"', '"privacy_contact"'),
    ),
    Damage("the values of two versions exchanged", 1, exchanged),
    Damage("a field that is not there", 1, replaced("disclosures.jsonl", '"name"', '"label"')),
    Damage(
        "since when it holds, where nothing says so",
        1,
        changed("disclosures.jsonl", 1, lambda d: d.update(field="holds_from", value="2018-05-25")),
    ),
    Damage(
        "another moment", 1, in_leaf(1, lambda leaf: leaf.update(at="2026-01-01T00:00:00.000000Z"))
    ),
    Damage("another table", 1, in_leaf(1, lambda leaf: leaf.update(model="registry.country"))),
    Damage("another version", 1, in_leaf(2, lambda leaf: leaf.update(hid=20))),
    Damage("a digest taken out", 1, in_leaf(4, lambda leaf: leaf["fields"].clear())),
    Damage("another redaction", 1, in_leaf(3, lambda leaf: leaf.update(redacts=[[2, ["name"]]]))),
    Damage(
        "a redaction of what came later",
        1,
        in_leaf(3, lambda leaf: leaf.update(redacts=[[4, ["name"]]])),
    ),
    Damage(
        "another origin of the log", 1, in_leaf(0, lambda leaf: leaf.update(origin="elsewhere"))
    ),
    Damage(
        "is not the original one",
        1,
        in_leaf(1, lambda leaf: leaf.update(kind="genesis", origin="x")),
    ),
    Damage(
        "a step of a proof changed",
        1,
        changed("entries.jsonl", 2, lambda row: row["proof"].__setitem__(0, NOISE)),
    ),
    Damage(
        "a step of a proof missing", 1, changed("entries.jsonl", 2, lambda row: row["proof"].pop())
    ),
    Damage(
        "a step too many", 1, changed("entries.jsonl", 2, lambda row: row["proof"].append(NOISE))
    ),
    Damage(
        "steps in another order", 1, changed("entries.jsonl", 2, lambda row: row["proof"].reverse())
    ),
    Damage(
        "another root",
        1,
        lambda files: (
            files | {"checkpoint": "\n".join([*files["checkpoint"].split("\n")[:2], NOISE, ""])}
        ),
    ),
    Damage("another size", 1, replaced("checkpoint", "\n5\n", "\n6\n")),
    Damage("a size below the entries", 1, replaced("checkpoint", "\n5\n", "\n4\n")),
    Damage("another name of the log", 1, replaced("checkpoint", "register", "registry")),
    Damage("the checkpoint of another log", 1, from_another_log("checkpoint")),
    Damage("the anchors of another log", 1, from_another_log("anchors.jsonl")),
    Damage("everything rewritten since the anchors", 1, rewritten),
    Damage("an anchor ahead of the log", 1, replaced("anchors.jsonl", "\\n5\\n", "\\n9\\n")),
    Damage("an anchor of another size", 1, replaced("anchors.jsonl", "\\n3\\n", "\\n2\\n")),
    Damage(
        "a consistency proof cut short",
        1,
        changed("anchors.jsonl", 1, lambda row: row["consistency"].pop()),
    ),
    Damage(
        "a consistency proof where none is needed",
        1,
        changed("anchors.jsonl", 2, lambda row: row["consistency"].append(NOISE)),
    ),
    Damage("an anchor of another name", 1, replaced("anchors.jsonl", "register.", "registry.")),
    Damage(
        "no checkpoint",
        2,
        lambda files: {name: files[name] for name in files if name != "checkpoint"},
    ),
    Damage("a checkpoint of two lines", 2, replaced("checkpoint", "\n5\n", "\n")),
    Damage("a size with a sign", 2, replaced("checkpoint", "\n5\n", "\n+5\n")),
    Damage(
        "a root of 31 bytes",
        2,
        lambda files: files | {"checkpoint": f"x\n5\n{padded(bytes(31))}\n"},
    ),
    Damage("no beginning", 2, without("entries.jsonl", 0)),
    Damage("no entry for a value", 2, without("entries.jsonl", 4)),
    Damage("an entry twice", 2, twice("entries.jsonl", 1)),
    Damage("a value twice", 2, twice("disclosures.jsonl", 1)),
    Damage("an anchor twice", 2, twice("anchors.jsonl", 1)),
    Damage(
        "a leaf with a space in it",
        2,
        changed("entries.jsonl", 1, lambda row: row.update(leaf=row["leaf"].replace(",", ", ", 1))),
    ),
    Damage("a leaf of another version", 2, in_leaf(1, lambda leaf: leaf.update(v=2))),
    Damage("another algorithm", 2, in_leaf(1, lambda leaf: leaf.update(alg="md5"))),
    Damage("a kind that nobody knows", 2, in_leaf(1, lambda leaf: leaf.update(kind="blessing"))),
    Damage("a moment without a zone", 2, in_leaf(1, lambda leaf: leaf.update(at="2026-01-01"))),
    Damage("fields that are a list", 2, in_leaf(1, lambda leaf: leaf.update(fields=[]))),
    Damage("a number that is true", 2, in_leaf(1, lambda leaf: leaf.update(seq=True))),
    Damage(
        "a redaction that is no list",
        2,
        in_leaf(3, lambda leaf: leaf.update(redacts=[["1", ["name"]]])),
    ),
    Damage(
        "a member twice in a line", 2, replaced("disclosures.jsonl", '"seq":1', '"seq":2,"seq":1')
    ),
    Damage("a fraction", 2, replaced("disclosures.jsonl", '"value":7', '"value":7.0')),
    Damage(
        "a number without an end",
        2,
        replaced("disclosures.jsonl", '"value":7', '"value":' + "9" * 5000),
    ),
    Damage("not a number", 2, replaced("disclosures.jsonl", '"value":7', '"value":NaN')),
    Damage(
        "JSON without a bottom",
        2,
        replaced("disclosures.jsonl", '"value":7', '"value":' + "[" * 200_000),
    ),
    Damage(
        "JSON with a deep bottom",
        2,
        replaced("disclosures.jsonl", '"value":7', '"value":' + "[" * 99 + "]" * 99),
    ),
    Damage("half of a pair", 2, replaced("disclosures.jsonl", '"Acme"', '"\\ud800"')),
    Damage("no value", 2, changed("disclosures.jsonl", 0, lambda row: row.pop("value"))),
    Damage("a list for a line", 2, lambda files: files | {"disclosures.jsonl": "[]\n"}),
    Damage("an empty line", 2, lambda files: files | {"anchors.jsonl": "\n"}),
    Damage(
        "the last line cut", 2, lambda files: files | {"entries.jsonl": files["entries.jsonl"][:-1]}
    ),
    Damage(
        "a line of many megabytes", 2, lambda files: files | {"anchors.jsonl": " " * 2**23 + "\n"}
    ),
    Damage("text of another encoding", 2, lambda files: files | {"anchors.jsonl": b"\xff\xfe\n"}),
    Damage(
        "a proof of a thousand steps",
        2,
        changed("entries.jsonl", 2, lambda row: row["proof"].extend([NOISE] * 1000)),
    ),
    Damage(
        "a step of another length",
        2,
        changed("entries.jsonl", 2, lambda row: row["proof"].append("AAAA")),
    ),
    Damage(
        "base64 with spare bits",
        2,
        changed("disclosures.jsonl", 1, lambda d: d.update(salt="A" * 21 + "B")),
    ),
    Damage(
        "a receipt that is not there",
        2,
        changed("anchors.jsonl", 0, lambda row: row["copies"][0].update(receipt="anchor-1-1.tsr")),
    ),
    Damage(
        "a receipt that is a list",
        2,
        changed("anchors.jsonl", 0, lambda row: row["copies"][0].update(receipt=[])),
    ),
    Damage("another checkpoint beside", 2, lambda files: files | {"anchor-3.checkpoint": "x"}),
    Damage("a version that is true", 2, in_leaf(1, lambda leaf: leaf.update(v=True))),
    Damage("minus nothing", 2, replaced("disclosures.jsonl", '"value":7', '"value":-0')),
    Damage("labels that are no mapping", 2, lambda files: files | {"names.json": "[1]"}),
    Damage("a file that does not belong", 2, lambda files: files | {"setup.exe": ""}),
    Damage("a file that climbs out", 2, lambda files: files | {"../../checkpoint": ""}),
    Damage("a file at the root", 2, lambda files: files | {"/etc/passwd": ""}),
]
