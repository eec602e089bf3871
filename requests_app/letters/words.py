"""The words of letters in English, German and French: `words.csv`, a table for each kind of word.

In them `{day}` is filled in, and `{15(3)}` is written as a citation.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from requests_app.vocabulary import Language

Words = Mapping[str, Mapping[Language, str]]


def _read(path: Path) -> Mapping[str, Words]:
    tables: dict[str, dict[str, dict[Language, str]]] = defaultdict(dict)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tables[row["table"]][row["key"]] = {code: row[code] for code in Language}
    return dict(tables)


TABLES = _read(Path(__file__).with_name("words.csv"))
