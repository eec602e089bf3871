"""The rules of the check as a page of the documentation: `python -m tests.support.rules`."""

import os
import sys

import django

HEAD = """# Rules of the check

What an entry of the record is checked by. *Refuses*: no approval without it. *Finding*: the entry
is approved with it, and somebody sees to it. A rule is asked only where its law governs the
activity, and on the days on which it is in force. The same list is in the register, on *Rules of
the check*, to which each finding leads. It asks, and gives no advice.

| code | article | severity | law | in force | what it says | what to do |
|---|---|---|---|---|---|---|
"""
TAIL = """
## Thresholds of Article 30(5)

| fewer than | source | status | from |
|---|---|---|---|
"""


def as_text() -> str:
    from registry.completeness import RULES
    from registry.law.exemption import THRESHOLDS

    rules = "".join(
        f"| `{rule.code}` | {rule.article} | {rule.severity} | {rule.source} | {days(rule)} "
        f"| {rule.sentence} | {rule.remedy} |\n"
        for rule in RULES.values()
    )
    thresholds = "".join(
        f"| {row.people} people | {row.source} | {row.status.label} | {row.valid_from or '-'} |\n"
        for row in THRESHOLDS
    )
    return HEAD + rules + TAIL + thresholds


def days(rule) -> str:
    return f"{rule.valid_from} to {rule.valid_until}" if rule.valid_until else str(rule.valid_from)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    sys.stdout.write(as_text())
