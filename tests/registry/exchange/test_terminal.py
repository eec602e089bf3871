from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from registry.exchange import terminal
from registry.exchange.terminal import Progress


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "patience", "said"),
    [
        pytest.param(Terminal(), 0, "\r\x1b[Kseats.csv\r\x1b[K", id="somebody waits"),
        pytest.param(Terminal(), 60, "", id="it is quick"),
        pytest.param(StringIO(), 0, "", id="nobody looks"),
    ],
)
def test_progress_is_shown_where_somebody_waits_and_wiped_away(monkeypatch, stream, patience, said):
    monkeypatch.setattr(terminal, "PATIENCE", patience)
    progress = Progress(OutputWrapper(stream))
    progress("seats.csv")
    progress.end()
    assert stream.getvalue() == said
