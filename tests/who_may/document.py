"""The table as a page of the documentation."""

from collections.abc import Iterator

from tests.support.production import ROOT
from tests.who_may.table import (
    ADD,
    CHANGE,
    EVERYBODY,
    EXPORT,
    GROUPS,
    LOAD,
    PAGES,
    READ,
    STAFF,
    SUPERUSER,
    TABLES,
    Page,
    Right,
)

PLACE = ROOT / "docs" / "roles.md"
WORDS = {
    READ: "who reads the table",
    ADD: "who adds",
    CHANGE: "who changes",
    EXPORT: "who takes files out",
    LOAD: "who takes files in",
}
HEAD = """# Roles

Who may open and send what. This page is made from `tests/who_may/table.py` by

    .venv/bin/python -m tests.who_may

and the tests of that folder ask every address of the register, for everybody, whether it is so.

- Superusers may do what anybody may. They are for emergencies.
- Whoever is no member of staff is asked to sign in, but on public pages.
- Staff without a group see their home page and nothing of the register.
- Whoever may not read a row can open none of its pages. Committee readers do not see drafts, nor
  what belongs to them; the other groups do.
- The public form for requests shows the address and contacts of the organisation, the position and
  contact of its officers, and the descriptions of rights. No other personal field is public.
- A case file shows the fingerprints of letters, and none of their words, to all who read requests.
- What was said in requests that were closed long ago is for the `dpo` alone.
"""


def written() -> str:
    return "\n".join([HEAD, *_tables(), "", *_pages(), ""])


def _tables() -> Iterator[str]:
    yield "## Tables\n"
    yield "| tables | read | add | change, steps | files out | files in |"
    yield "|---|---|---|---|---|---|"
    for tables in TABLES:
        columns = (tables.read, tables.add, tables.change, tables.export, tables.load)
        names = ", ".join(f"`{name}`" for name in tables.names.split())
        yield f"| {tables.title}: {names} | {' | '.join(map(people, columns))} |"


def _pages() -> Iterator[str]:
    yield "## Pages\n"
    yield "| page | its address ends in | open | send |"
    yield "|---|---|---|---|"
    for page in PAGES:
        sends = page.opens if page.sends is None else page.sends
        names = ", ".join(f"`{name}`" for name in page.names.split())
        yield f"| {_title(page)} | {names} | {people(page.opens)} | {people(sends)} |"


def _title(page: Page) -> str:
    of_old = page.sent_of_old if page.of_old is None else page.of_old
    if of_old is None:
        return page.title
    return f"{page.title}; of requests closed long ago: {people(of_old)}"


def people(right: Right) -> str:
    if isinstance(right, str):
        return WORDS[right]
    if right in NAMED:
        return NAMED[right]
    return ", ".join(f"`{name}`" for name in right)


NAMED = {
    (): "nobody",
    GROUPS: "every group",
    STAFF: "all staff",
    EVERYBODY: "everybody",
    (SUPERUSER,): "superusers",
}
