"""Checks a bundle of evidence, and says in words what it proves and what it does not.

    python -I verify.py                            the files beside this one
    python -I verify.py BUNDLE.zip                 a bundle that was not unpacked
    python -I verify.py … --anchor COPY.txt        and a checkpoint that you hold yourself
    python -I verify.py … --on DAY                 and which version held on a day
    python -I verify.py … --compare DAY DAY        and what changed from one day to another

On a day, of the versions that hold from that day or from before it, the one counts that holds from
the latest day; of several the one recorded last. A moment, such as 2018-07-17T12:00:00.000000Z, in
place of a day stands for what was recorded by then.

One file, Python 3.9 or newer, nothing but the standard library, no network; nothing is written.
Exit code: 0 all proven, 1 something contradicts, 2 it cannot be read or not be told.
"""

import base64
import binascii
import hashlib
import json
import re
import sys
import zipfile
import zlib
from bisect import bisect_right
from pathlib import Path

REQUIRED = ("checkpoint", "entries.jsonl", "disclosures.jsonl", "anchors.jsonl")
OTHERS = ("README.txt", "about.json", "names.json", "verify.py")
RECEIPT = re.compile(r"anchor-[0-9]{1,16}(-[0-9]{1,16}\.tsr|\.checkpoint)")
KINDS = ("genesis", "schema", "baseline", "history", "event", "redact")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
# Versions from before there was this field hold from the beginning.
SINCE, BEGINNING = "holds_from", "0001-01-01"
LARGEST = 2**53
HASH = 32
PAIR = 2
WHENS = {"--on": 1, "--compare": PAIR}  # options, and how many days or moments they take
# What Python says of a zip that is broken, has a password, or packs in an unknown way.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)
MOST_BYTES, MOST_IN_A_LINE, MOST_MEMBERS, DEEPEST = 2**28, 2**22, 20_000, 64


class Unreadable(Exception):
    """Why the bundle cannot be checked at all."""


# The files


def members(where):
    """Each file of the bundle by its name. Nothing is unpacked, and no name is followed."""
    found, room = {}, MOST_BYTES
    try:
        for name, stream in in_folder(where) if where.is_dir() else in_zip(where):
            found[name] = stream.read(room + 1)
            room -= len(found[name])
            if room < 0:
                raise Unreadable(f"{name} is too large")
    except DAMAGED:
        raise Unreadable("this is not a complete zip file without a password") from None
    for name in REQUIRED:
        if name not in found:
            raise Unreadable(f"{name} is missing")
    return found


def in_folder(folder):
    for path in sorted(folder.iterdir()):
        if is_known(path.name) and path.is_file():
            with path.open("rb") as stream:
                yield path.name, stream


def in_zip(path):
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        names = {info.filename for info in infos}
        if len(names) < len(infos) or len(names) > MOST_MEMBERS:
            raise Unreadable("the zip contains a file twice, or too many files")
        for info in infos:
            if not is_known(info.filename):
                raise Unreadable(f"{plain(info.filename)} does not belong to a bundle")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable(f"{info.filename} is packed in an unsupported way")
            with archive.open(info) as stream:
                yield info.filename, stream


def is_known(name):
    return name in REQUIRED or name in OTHERS or RECEIPT.fullmatch(name) is not None


def lines(files, name):
    """Each line of a file as JSON, with the words that say where it stands."""
    text = decoded(files[name], name)
    if text and not text.endswith("\n"):
        raise Unreadable(f"{name} ends in the middle of a line")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        where = f"{name}, line {number}"
        yield where, mapping(line, where)


def decoded(data, where):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{where} is not UTF-8") from None


# JSON that can be read in one way only


def strict(text, where):
    """A value from JSON text: no fractions, no member twice, nothing huge, nothing deep."""
    if len(text) > MOST_IN_A_LINE:
        raise Unreadable(f"{where} is too long")
    try:
        value = json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=whole,
            parse_float=refused,
            parse_constant=refused,
        )
        canonical(value)
    except (ValueError, RecursionError) as error:
        reason = str(error) if type(error) is ValueError else "it is damaged"
        raise Unreadable(f"{where} is not valid JSON of a bundle: {reason}") from None
    return value


def mapping(text, where):
    value = strict(text, where)
    if not isinstance(value, dict):
        raise Unreadable(f"{where} is not valid JSON of a bundle: a mapping is needed")
    return value


def unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member appears twice")
    return found


def whole(text):
    if not NUMBER.fullmatch(text.lstrip("-")) or abs(int(text)) > LARGEST or text == "-0":
        raise ValueError("a number is too large")
    return int(text)


def refused(text):
    raise ValueError("a number is not whole")


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def canonical(value, depth=0):
    """The one text of a value, as RFC 8785 writes it."""
    if depth > DEEPEST:
        raise ValueError("it is nested too deeply")
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, depth + 1) for item in value) + "]"
    if not all(name.isascii() for name in value):
        raise ValueError("a name is not ASCII")
    pairs = (quoted(name) + ":" + canonical(value[name], depth + 1) for name in sorted(value))
    return "{" + ",".join(pairs) + "}"


def quoted(text):
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    text.encode()  # raises ValueError for half of a pair
    escaped = re.sub(
        r'["\\\x00-\x1f]', lambda found: SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text
    )
    return f'"{escaped}"'


def part(holder, name, kind, where):
    """A member of a mapping, which has to be there and of its kind."""
    value = holder.get(name)
    if not isinstance(value, kind) or (kind is int and (isinstance(value, bool) or value < 0)):
        raise Unreadable(f"{where}: {name} is missing or of another kind")
    return value


def hashes(values, where):
    if len(values) > DEEPEST:
        raise Unreadable(f"{where}: the proof is too long")
    return [unbase64(value, HASH, where) for value in values]


def unbase64(text, size, where, alphabet=b"+/"):
    """Bytes from base64, padded with +/ and bare with -_; only the one text that they have."""
    try:
        text = text.encode("ascii")
        padding = b"" if alphabet == b"+/" else b"=" * (-len(text) % 4)
        data = base64.b64decode(text + padding, alphabet, validate=True)
    except (AttributeError, UnicodeEncodeError, binascii.Error):
        raise Unreadable(f"{where}: a value is not base64") from None
    if len(data) != size or base64.b64encode(data, alphabet) != text + padding:
        raise Unreadable(f"{where}: a value in base64 does not have {size} bytes")
    return data


# Trees of hashes, as RFC 6962 defines them


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def node(left, right):
    return sha256(b"\x01", left, right)


def split(size):
    """The largest power of two below the size: so many leaves are on the left."""
    return 1 << ((size - 1).bit_length() - 1)


def root_by_inclusion(leaf_hash, index, size, proof):
    """The root that a path leads to; None where the path does not fit index and size."""
    if len(leaf_hash) != HASH or not 0 <= index < size:
        return None
    if size == 1:
        return None if proof else leaf_hash
    if not proof:
        return None
    left = split(size)
    *rest, sibling = proof
    if index < left:
        below = root_by_inclusion(leaf_hash, index, left, rest)
        return below and node(below, sibling)
    below = root_by_inclusion(leaf_hash, index - left, size - left, rest)
    return below and node(sibling, below)


def is_included(leaf_hash, index, size, proof, root):
    return root_by_inclusion(leaf_hash, index, size, proof) == root


def is_consistent(old_size, new_size, old_root, new_root, proof):
    """Whether the older log is the beginning of the newer one."""
    if not 0 < old_size <= new_size:
        return False
    proof = list(proof)
    try:
        roots = both_roots(old_size, new_size, old_root, proof, is_whole=True)
    except IndexError:
        return False
    return not proof and roots == (old_root, new_root)


def both_roots(old_size, new_size, old_root, proof, *, is_whole):
    if old_size == new_size:
        same = old_root if is_whole else proof.pop()
        return same, same
    left = split(new_size)
    sibling = proof.pop()
    if old_size <= left:
        old, new = both_roots(old_size, left, old_root, proof, is_whole=is_whole)
        return old, node(new, sibling)
    old, new = both_roots(old_size - left, new_size - left, old_root, proof, is_whole=False)
    return node(sibling, old), node(sibling, new)


# The parts of a bundle


def checkpoint(text, where):
    """Origin, size and root from the three lines of a checkpoint."""
    found = re.fullmatch(r"([^\n]+)\n([1-9][0-9]{0,14})\n([^\n]+)\n", text)
    if not found:
        raise Unreadable(f"{where} is not a checkpoint of three lines: origin, size, root")
    return found[1], int(found[2]), unbase64(found[3], HASH, where)


def read_entries(files):
    found = {}
    for where, row in lines(files, "entries.jsonl"):
        text = part(row, "leaf", str, where)
        leaf = mapping(text, where)
        if (
            canonical(leaf) != text
            or canonical(leaf.get("v")) != "1"
            or leaf.get("alg") != "sha-256"
        ):
            raise Unreadable(f"{where}: the leaf is not written as version 1 of the log has it")
        leaf["hash"] = sha256(b"\x00", text.encode())
        leaf["proof"] = hashes(part(row, "proof", list, where), where)
        seq = part(leaf, "seq", int, where)
        if seq in found:
            raise Unreadable(f"{where}: entry {seq} appears twice")
        if part(leaf, "kind", str, where) not in KINDS or not MOMENT.fullmatch(
            part(leaf, "at", str, where)
        ):
            raise Unreadable(f"{where}: kind or moment of entry {seq} is unknown")
        part(leaf, "model", str, where)
        for digest in part(leaf, "fields", dict, where).values():
            unbase64(digest, HASH, where, b"-_")
        is_redaction = leaf["kind"] == "redact"
        leaf["redacts"] = part(leaf, "redacts", list, where) if is_redaction else []
        for pair in leaf["redacts"]:
            read_redaction(pair, where)
        found[seq] = leaf
    if found.get(0, {}).get("kind") != "genesis":
        raise Unreadable("entries.jsonl lacks entry 0, with which the log begins")
    part(found[0], "origin", str, "entries.jsonl, entry 0")
    return found


def read_redaction(pair, where):
    try:
        seq, fields = pair
        fits = type(seq) is int and isinstance(fields, list)
        fits = fits and all(isinstance(name, str) for name in fields)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise Unreadable(f"{where}: a redaction does not say which fields of which entry")


def read_disclosures(files, entries):
    found = {}
    for where, row in lines(files, "disclosures.jsonl"):
        seq, field = part(row, "seq", int, where), part(row, "field", str, where)
        salt = part(row, "salt", str, where)
        unbase64(salt, 16, where, b"-_")
        if "value" not in row:
            raise Unreadable(f"{where}: the value is missing")
        if seq not in entries:
            raise Unreadable(f"{where}: entry {seq} is not in entries.jsonl")
        if (seq, field) in found:
            raise Unreadable(f"{where}: {plain(field)} of entry {seq} appears twice")
        found[seq, field] = salt, row["value"]
    return found


def read_anchors(files):
    found = {}
    for where, row in lines(files, "anchors.jsonl"):
        text = part(row, "checkpoint", str, where)
        origin, size, root = checkpoint(text, where)
        copies = part(row, "copies", list, where)
        for copy in copies:
            if not isinstance(copy, dict):
                raise Unreadable(f"{where}: a copy is not described")
            part(copy, "method", str, where)
            if not MOMENT.fullmatch(part(copy, "at", str, where)):
                raise Unreadable(f"{where}: a copy has no moment")
            if copy.get("receipt") is not None and part(copy, "receipt", str, where) not in files:
                raise Unreadable(f"{where}: a receipt is missing")
        if size in found:
            raise Unreadable(f"{where}: the anchor of {size} entries appears twice")
        proof = hashes(part(row, "consistency", list, where), where)
        found[size] = {"origin": origin, "root": root, "copies": copies, "proof": proof}
        if files.get(f"anchor-{size}.checkpoint", text.encode()) != text.encode():
            raise Unreadable(f"{where}: anchor-{size}.checkpoint is another one")
    return dict(sorted(found.items()))


# What holds and what does not


def contradictions(head, entries, shown, anchors):
    """One line for each thing that cannot be true."""
    origin, size, root = head
    if entries[0]["origin"] != origin:
        yield "The checkpoint is of another log than the first entry."
    for seq, leaf in sorted(entries.items()):
        if not is_included(leaf["hash"], seq, size, leaf["proof"], root):
            yield f"Entry {seq} is not in the log that the checkpoint stands for."
        if leaf["kind"] == "genesis" and seq:
            yield f"Entry {seq} says that it is the first."
        if any(other >= seq for other, _names in leaf["redacts"]):
            yield f"Entry {seq} redacts an entry that is not older."
    yield from wrong_values(entries, shown)
    for old_size, old in anchors.items():
        if old["origin"] != origin:
            yield f"The anchor of {old_size} entries is of another log."
        elif not is_consistent(old_size, size, old["root"], root, old["proof"]):
            yield f"The log does not continue the anchor of {old_size} entries."


def wrong_values(entries, shown):
    for (seq, field), (salt, value) in sorted(shown.items()):
        digest = sha256(b"\x02", canonical([salt, field, value]).encode())
        recorded = entries[seq]["fields"].get(field)
        if recorded is None:
            yield f"Entry {seq} has no field {plain(field)}, and one is shown."
        elif unbase64(recorded, HASH, field, b"-_") != digest:
            yield f"Entry {seq}: {plain(field)} is not what was recorded."


def compare(copies, head, anchors):
    """The sizes of your checkpoints: those that agree, those that do not, and the others."""
    agreeing, differing, unknown = set(), set(), set()
    for origin, size, root in copies:
        known = head if size == head[1] else None
        if size in anchors:
            known = anchors[size]["origin"], size, anchors[size]["root"]
        fitting = unknown if known is None else differing
        (agreeing if known == (origin, size, root) else fitting).add(size)
    return agreeing, differing, unknown


# Words


def plain(text):
    """Nothing that a terminal would obey or a reader could not see."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def in_fours(root):
    return " ".join(re.findall("....", root.hex()))


def label(names, *path):
    for step in path:
        names = names.get(step) if isinstance(names, dict) else None
    return plain(names) if isinstance(names, str) else ""


def shown_entries(entries, shown, anchors, agreeing, names):
    sizes, yours = list(anchors), sorted(agreeing)
    redacted = {
        (other, field): seq
        for seq, leaf in sorted(entries.items())
        for other, fields in leaf["redacts"]
        for field in fields
    }
    for seq, leaf in sorted(entries.items()):
        model, fields = leaf["model"], leaf["fields"]
        said = label(names, "tables", model, "name")
        number = canonical(leaf.get("hid"))
        yield f"Entry {seq}: {leaf['kind']}" + (
            f" of {plain(model)}, number {number}" * (model != "")
        )
        yield f"  moment as recorded: {leaf['at']}" + (f"   [{said}]" if said else "")
        yield "  " + covered(seq, anchors, sizes, yours)
        for field in sorted(fields):
            if (seq, field) in shown:
                yield "    " + with_labels(names, model, field, shown[seq, field][1])
        gone = [field for field in fields if (seq, field) in redacted]
        for field in sorted(gone):
            yield f"    {plain(field)}: redacted by entry {redacted[seq, field]}"
        kept = [plain(f) for f in sorted(fields) if (seq, f) not in shown and f not in gone]
        if kept:
            yield f"    sealed, but withheld from you: {', '.join(kept)}"


def with_labels(names, model, field, value):
    said = label(names, "tables", model, "fields", field, "label")
    values = value if isinstance(value, list) else [value]
    keys = [str(v) for v in values if isinstance(v, (int, str)) and not isinstance(v, bool)]
    means = [label(names, "tables", model, "fields", field, "values", key) for key in keys]
    hints = "; ".join(filter(None, [said, *means]))
    return f"{plain(field)} = {plain(canonical(value))}" + (f"   [{hints}]" if hints else "")


def covered(seq, anchors, sizes, yours):
    """What shows the latest moment at which an entry can have been made; sizes ascend."""
    if yours and seq < yours[-1]:
        size = yours[bisect_right(yours, seq)]
        return f"recorded before your own copy of the checkpoint of {size} entries was made"
    if sizes and seq < sizes[-1]:
        size = sizes[bisect_right(sizes, seq)]
        copies = (
            f"{plain(copy['method'])}, said to be of {plain(copy['at'])}"
            for copy in anchors[size]["copies"]
        )
        return f"recorded before the anchor of {size} entries ({'; '.join(copies)})"
    return "covered by no anchor: recorded at the latest when this bundle was made"


def versions_shown(entries, shown):
    """Of each row its versions: since when each holds, when it was recorded, and its entry."""
    rows = {}
    for seq, leaf in sorted(entries.items()):
        if leaf["kind"] in ("baseline", "history") and (seq, "id") in shown:
            at = shown.get((seq, "history_date"), (None, None))[1]
            at = at if isinstance(at, str) and MOMENT.fullmatch(at) else leaf["at"]
            row = leaf["model"], canonical(shown[seq, "id"][1])
            rows.setdefault(row, []).append((holds_from(seq, leaf, shown), at, seq))
    return dict(sorted(rows.items()))


def holds_from(seq, leaf, shown):
    """The day, and None where it is withheld. Older leaves lack it, and hold from the beginning."""
    if SINCE not in leaf["fields"]:
        return BEGINNING
    day = shown.get((seq, SINCE), (None, None))[1]
    return day if isinstance(day, str) and DAY.fullmatch(day) else None


def counting(versions, when):
    """The entry of the version that counts: on a day, or of what was recorded by a moment."""
    known = (
        (since, seq)
        for since, at, seq in versions
        if (since if DAY.fullmatch(when) else at) <= when
    )
    return max(known, default=(None, None))[1]


def told(whens, entries, shown, names):
    """Which shown version of each row counts on a day; of two, what they say differently."""
    is_pair = len(whens) == PAIR
    time = f"Between {whens[0]} and {whens[1]}" if is_pair else f"On {whens[0]}"
    yield f"{time}, as far as versions and fields are shown:"
    nothing = "  nothing that is shown has changed" if is_pair else "  no version is shown"
    for (model, number), versions in versions_shown(entries, shown).items():
        withheld = [seq for since, _at, seq in versions if since is None]
        found = [counting(versions, when) for when in whens if not withheld]
        if found and found[0] == found[-1] and is_pair:
            continue
        nothing = ""
        how = ", then ".join(map(version, found))
        how = how or f"not told, for entry {withheld[0]} withholds since when it holds"
        said = label(names, "tables", model, "name")
        yield f"  {plain(model)} {number}: {how}" + (f"   [{said}]" if said else "")
        if found and is_pair:
            yield from differing_fields(model, *found, shown, names)
    if nothing:
        yield nothing


def version(seq):
    return "no version that is shown" if seq is None else f"entry {seq}"


def differing_fields(model, old, new, shown, names):
    fields = {field for seq, field in shown if seq in (old, new)}
    for field in sorted(fields):
        before, after = (
            shown[seq, field][1:] if (seq, field) in shown else () for seq in (old, new)
        )
        if before == after or field.startswith("history_") or field.endswith(".rows"):
            continue
        if not after:
            yield f"    {plain(field)}: no longer shown"
            continue
        was = f"; before: {plain(canonical(before[0]))}" if before else ""
        yield "    " + with_labels(names, model, field, after[0]) + was


def in_order(whens):
    """One or two days, or moments, in their order; None for anything else."""
    if not isinstance(whens, list) or len(whens) not in (1, PAIR):
        return None
    for form in (DAY, MOMENT):
        if all(isinstance(when, str) and form.fullmatch(when) for when in whens):
            return sorted(whens)
    return None


def receipts_of(anchors):
    """How to check what no checkpoint shows: the word of a time-stamp authority."""
    for size, anchor in anchors.items():
        for copy in anchor["copies"]:
            if copy.get("receipt"):
                yield f"A receipt for {size} entries; with the certificate of its authority:"
                yield f"  openssl ts -verify -data anchor-{size}.checkpoint \\"
                yield f"      -in {plain(copy['receipt'])} -CAfile AUTHORITY.pem"


NOT_PROVEN = """\
Not proven, by this or any bundle:
  - that everything that happened was entered, or that every version is shown here;
  - when an entry was made between one anchor and the next: the moments are the register's word;
  - that something held since the day that is given for it: "holds_from" is the register's word;
  - anything before an entry of kind "baseline", which took over what was there;
  - that an anchor was kept outside: hold your own copy, and give it with --anchor;
  - what stands in [square brackets] and in about.json: labels that help to read, and no more.
"""


def report(files, copies, whens=()):
    """The exit code, and the words."""
    head = checkpoint(decoded(files["checkpoint"], "checkpoint"), "checkpoint")
    entries, anchors = read_entries(files), read_anchors(files)
    shown = read_disclosures(files, entries)
    extra = {
        name: mapping(decoded(files.get(name, b"{}"), name), name)
        for name in ("names.json", "about.json")
    }
    agreeing, differing, unknown = compare(copies, head, anchors)
    faults = [f"Your checkpoint of {size} entries has another root." for size in sorted(differing)]
    faults += contradictions(head, entries, shown, anchors)
    words = [f"Log of {plain(head[0])}: {head[1]} entries, root", f"  {in_fours(head[2])}"]
    if faults:
        words += ["", "Contradictions:", *(f"  - {fault}" for fault in faults), ""]
        return 1, [
            *words,
            f"VERDICT: contradictions: {len(faults)}. Rely on nothing in this bundle.",
        ]
    words += [f"What was asked for, as its maker says: {plain(canonical(extra['about.json']))}", ""]
    words += ["Proven: these entries are in that log, and their fields are as recorded:", ""]
    words += shown_entries(entries, shown, anchors, agreeing, extra["names.json"])
    words += ["", f"Proven: the log continues each of {len(anchors)} anchors, and rewrote none."]
    words += [f"Proven: it agrees with your copy of {size} entries." for size in sorted(agreeing)]
    words += receipts_of(anchors)
    asked = extra["about.json"]
    wanted = (list(whens), asked.get("compare"), [asked.get("on")])
    if whens := next(filter(None, map(in_order, wanted)), None):
        words += ["", *told(whens, entries, shown, extra["names.json"])]
    words += ["", NOT_PROVEN]
    if unknown:
        sizes = ", ".join(map(str, sorted(unknown)))
        words += [f"VERDICT: nothing contradicts, but no anchor here has your {sizes} entries."]
        return 2, [*words, "Ask for a bundle that has it."]
    return 0, [*words, f"VERDICT: all {len(entries)} entries and {len(shown)} values are proven."]


def main(arguments):
    sys.stdout.reconfigure(errors="backslashreplace")
    where, copies, whens = Path(__file__).resolve().parent, [], []
    try:
        while arguments:
            first = arguments.pop(0)
            if first == "--anchor" and arguments:
                text = decoded(Path(arguments.pop(0)).read_bytes(), "your checkpoint")
                rows = [row.strip() for row in text.strip().splitlines()]
                copies.append(checkpoint("\n".join([*rows, ""]), "your checkpoint"))
            elif first in WHENS and len(in_order(arguments[: WHENS[first]]) or ()) == WHENS[first]:
                whens, arguments = arguments[: WHENS[first]], arguments[WHENS[first] :]
            elif first.startswith("-"):
                sys.stdout.write(__doc__)
                return 2
            else:
                where = Path(first)
        code, words = report(members(where), copies, whens)
    except Unreadable as error:
        code, words = 2, [f"VERDICT: this cannot be checked: {error}."]
    except OSError as error:
        code, words = 2, [f"VERDICT: a file cannot be read: {error.strerror}."]
    except MemoryError:
        code, words = 2, ["VERDICT: this is too large to be checked here."]
    sys.stdout.write("\n".join(words) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
