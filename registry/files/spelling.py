"""Names that were nearly written: by how many letters have to be changed.

Whole words that both have at one end do not count: “Republic of Korea” is not “… of Ireland”.
"""

from collections.abc import Iterable

# Among shorter words everything is near to something: “UE” is no mistyped “AE”.
SHORTEST = 4


def nearest(word: str, names: Iterable[str]) -> list[str]:
    """The names that differ in a third of their letters or fewer; of those, the closest."""
    best, found = len(word), []
    if len(word) < SHORTEST:
        return found
    for name in names:
        limit = min(best, max(len(word), len(name)) // 3)
        if len(name) < SHORTEST or abs(len(name) - len(word)) > limit:
            continue
        own, its = _without_shared_words(word, name)
        limit = min(limit, max(len(own), len(its)) // 3)
        distance = _distance(own, its, limit)
        if distance > limit:
            continue
        if distance < best:
            best, found = distance, []
        found.append(name)
    return found


def _without_shared_words(one: str, other: str) -> tuple[str, str]:
    ones, others = one.split(), other.split()
    for end in (0, -1):
        while len(ones) > 1 and len(others) > 1 and ones[end] == others[end]:
            del ones[end], others[end]
    return " ".join(ones), " ".join(others)


def _distance(one: str, other: str, limit: int) -> int:
    """Letters added, lost, replaced, or swapped with their neighbour; beyond the limit, more."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
