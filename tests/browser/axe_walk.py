"""Walks over every kind of page and every table in a real browser, and asks axe-core about each.

`python -m tests.browser.axe_walk` prints what breaks a rule, by rule and page. With words behind
it, only the pages whose names hold one of them, as in `python -m tests.browser.axe_walk login`.
With `--kinds`, one page of each kind, and not of each table. The environment may name a file for
all that is found (AXE_WALK_FILE), and a folder for a picture of each page (AXE_WALK_PICTURES).
"""

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["AXE_WALK"] = "\n".join(sys.argv[1:])
    options = ["-q", "-s", "--nomigrations", "--no-cov", "--tb=short", "-p", "no:cacheprovider"]
    sys.exit(pytest.main([*options, str(Path(__file__).with_name("every_page.py"))]))
