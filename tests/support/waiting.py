"""What happens beside a test, a moment later."""

import time


def wait_for(what, seconds=20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not what():
        time.sleep(0.05)
    assert what()
