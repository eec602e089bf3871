"""The walk over every kind of page and every table that tests/browser/axe_walk.py takes."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from tests.browser.accessibility import judge

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = os.environ.get("AXE_WALK", "").splitlines()


def test_no_page_breaks_a_rule(browser, look, wait_for, visit):
    browser.set_script_timeout(120)  # a long form takes a busy machine longer than half a minute
    words = [word for word in ASKED if word != "--kinds"]
    pages = visit.kinds(
        lambda name: not words or any(word in name for word in words),
        every_table="--kinds" not in ASKED,
    )
    violations = []
    for page in pages:
        visit.open(page, wait_for)
        found = judge(browser, look, page.name, pictures=os.environ.get("AXE_WALK_PICTURES", ""))
        violations += found
        print(page, dict(Counter(one.rule for one in found)), flush=True)
    report(violations, len(pages))
    assert violations == []


def report(violations, looked_at: int) -> None:
    print(f"\n{looked_at} pages")
    of_rules = Counter((one.rule, one.device) for one in violations)
    for (rule, device), count in sorted(of_rules.items()):
        here = [one.page for one in violations if (one.rule, one.device) == (rule, device)]
        most = ", ".join(f"{page} {times}" for page, times in Counter(here).most_common(3))
        print(f"{rule:28} {device:11} {count:5}  on {len(set(here)):3} pages: {most}")
    if place := os.environ.get("AXE_WALK_FILE"):
        lines = [json.dumps(vars(one)) for one in violations]
        Path(place).write_text("\n".join(lines), "utf-8")
