"""The tree of RFC 6962 over the entries of the log: its root, and what proves a part of it."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: as much of it as the next leaf needs.

    `subtrees` are the roots of the full subtrees, largest first, one for each 1 in the binary
    `size`.
    """

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()):
        self.size = size
        self.subtrees = list(subtrees)
        if len(self.subtrees) != size.bit_count():
            raise ValueError(f"{len(self.subtrees)} subtrees do not make a tree of {size}")

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        size, node = self.size, leaf
        while size & 1:
            node = node_hash(self.subtrees.pop(), node)
            size >>= 1
        self.subtrees.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self.subtrees:
            return EMPTY
        *others, root = self.subtrees
        for subtree in reversed(others):
            root = node_hash(subtree, root)
        return root


class Tree:
    """All levels of a tree over the hashes of its leaves, to take proofs from.

    A level holds the roots of the full subtrees of one size, so 2n hashes in all.
    """

    def __init__(self, leaves: Iterable[bytes]):
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            pairs = zip(below[::2], below[1::2], strict=False)
            self.levels.append([node_hash(left, right) for left, right in pairs])

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        return self._root(0, size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """What leads from a leaf to the root of the first `size` leaves, from below."""
        if not 0 <= index < size <= len(self.levels[0]):
            raise ValueError(f"there is no leaf {index} in a tree of {size}")
        return self._path(index, 0, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """What shows that the first `old` leaves were left as they were, up to `new` leaves."""
        if not 0 < old <= new <= len(self.levels[0]):
            raise ValueError(f"a tree of {old} is no beginning of a tree of {new}")
        return self._subproof(old, 0, new, is_whole=True)

    def _root(self, start: int, end: int) -> bytes:
        size = end - start
        if size == 0:
            return EMPTY
        if size & (size - 1) == 0:  # a full subtree; its start is a multiple of its size
            return self.levels[size.bit_length() - 1][start // size]
        middle = start + _split(size)
        return node_hash(self._root(start, middle), self._root(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._root(middle, end)]
        return [*self._path(index, middle, end), self._root(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, is_whole: bool) -> list[bytes]:
        if old == end:
            return [] if is_whole else [self._root(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            proof = self._subproof(old, start, middle, is_whole=is_whole)
            return [*proof, self._root(middle, end)]
        proof = self._subproof(old, middle, end, is_whole=False)
        return [*proof, self._root(start, middle)]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root to which a proof leads from the hash of a leaf. Raises ValueError if to none."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    if len(leaf) != sha256().digest_size:
        raise ValueError("this is no hash of a leaf")
    at, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ValueError("the proof is too long")
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return node


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the tree of `old` leaves is the beginning of that of `new`.

    Of an empty tree every tree is a beginning; that shows nothing, and counts as False.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
