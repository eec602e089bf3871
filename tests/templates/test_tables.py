"""Tables of the admin fit their window: each is scrolled by itself, or becomes cards."""

import re
from pathlib import Path

from django.conf import settings

# Their columns share the room there is, and their rows are cards on a telephone.
FIT_BY_THEMSELVES = {"changes", "reach", "case-table"}
FRAMES = {"wide", "section-list"}
TABLE = re.compile(r'(?:<div class="(?P<frame>[^"]*)"[^>]*>\s*)?<table(?: class="(?P<its>[^"]*)")?')


def test_each_table_fits_or_stands_in_a_frame_that_scrolls():
    found = [
        (path.name, match)
        for path in Path(settings.BASE_DIR, "templates", "admin").rglob("*.html")
        for match in TABLE.finditer(path.read_text("utf-8"))
    ]
    assert len(found) > 15
    assert [
        name
        for name, match in found
        if not FRAMES.intersection((match["frame"] or "").split())
        and not FIT_BY_THEMSELVES.intersection((match["its"] or "").split())
    ] == []
