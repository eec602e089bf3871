"""The menu as home shows it: each task with what it is for, and the shortest ways."""

from dataclasses import dataclass

from registry.desk.menu import Desk, Item, Link, Table


@dataclass(frozen=True)
class Card:
    """A task on the home page, with the table and the pages that people want most."""

    item: Item
    leading: Table | None
    pages: list[Link]


def cards(desk: Desk) -> list[Card]:
    return [
        Card(item, desk.leading(item.area), [page for page in desk.pages(item.area) if page.url])
        for item in desk.menu()
    ]
