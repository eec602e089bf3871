"""How many requests were answered, and how many wait to write: of all workers of a server."""

import mmap
from threading import Lock

# A worker writes into a part of its own, so that none waits for another, or for one that died.
PARTS = 64
FIRST, LAST = 100, 599
WIDTH = LAST - FIRST + 2  # a count for each status, and those who wait
# Made where the register is loaded, before the server makes its workers, who share it.
_counts = memoryview(mmap.mmap(-1, PARTS * WIDTH * 8)).cast("Q")
_lock = Lock()
_part = 0


def take_part(number: int) -> None:
    """For a new worker: the number of its start. What was counted there before still counts."""
    global _part  # noqa: PLW0603 (one for each process)
    _part = number % PARTS
    note_waiting(0)


def note_waiting(many: int) -> None:
    _counts[_part * WIDTH + WIDTH - 1] = many


def answered() -> dict[int, int]:
    """How many answers had which status, since the server was started."""
    sums = {
        FIRST + place: sum(_counts[part * WIDTH + place] for part in range(PARTS))
        for place in range(WIDTH - 1)
    }
    return {status: many for status, many in sums.items() if many}


def waiting() -> int:
    return sum(_counts[part * WIDTH + WIDTH - 1] for part in range(PARTS))


class CountMiddleware:
    """Counts each answer by its status."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if FIRST <= response.status_code <= LAST:
            with _lock:
                _counts[_part * WIDTH + response.status_code - FIRST] += 1
        return response
