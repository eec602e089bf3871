"""Names that were nearly written: by how many letters have to be changed."""

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
        distance = _distance(word, name, limit)
        if distance > limit:
            continue
        if distance < best:
            best, found = distance, []
        found.append(name)
    return found


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
