"""The menu as one user sees it: what stands behind each task, and which one a page belongs to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from registry.desk.areas import ACCOUNTS, Area

# Behind which heading a table stands that names none.
OTHERS = ACCOUNTS


@dataclass(frozen=True)
class Table:
    """A table behind a task, for somebody who may see it."""

    label: str
    name: str
    about: str
    url: str
    add_url: str


@dataclass(frozen=True)
class Link:
    """A page beside the tables."""

    name: str
    about: str
    url: str


@dataclass(frozen=True)
class Item:
    """An entry of the menu. `current` is what `aria-current` says of it, empty for the others."""

    area: Area
    url: str
    current: str

    @property
    def label(self) -> str:
        return self.area.label


class Desk:
    """The tasks of the register as one request may see them."""

    def __init__(self, site: AdminSite, request, areas: Iterable[Area], about: dict[str, str]):
        self.site, self.request, self.areas, self.about = site, request, areas, about
        self.order = [*about]

    def menu(self) -> list[Item]:
        """Tasks behind which this user finds something."""
        return [
            Item(area, self._url(area.url_name), self._current(area))
            for area in self.areas
            if self.may_open(area)
        ]

    def may_open(self, area: Area) -> bool:
        return any(self.pages(area)) or any(
            self._is_seen(table) for table in self._behind(area.sections)
        )

    def pages(self, area: Area) -> list[Link]:
        user = self.request.user
        return [
            Link(page.label, page.about, self._url(page.name))
            for page in area.pages
            if page.may_open(user)
        ]

    def groups(self, area: Area) -> Iterator[tuple[str, list[Table]]]:
        """The tables under their headings; a task of one heading needs none."""
        for section in area.sections:
            tables = [self._table(it) for it in self._behind([section]) if self._is_seen(it)]
            tables.sort(key=lambda table: self._place(table.label))
            if tables:
                yield (capfirst(section) if len(area.sections) > 1 else ""), tables

    def leading(self, area: Area) -> Table | None:
        """The table that most people want, if this user may see it."""
        of = {model._meta.label_lower: table for model, table in self.site._registry.items()}
        table = of.get(area.leads)
        return self._table(table) if table and self._is_seen(table) else None

    @cached_property
    def _by_section(self) -> dict[str, list]:
        """Under the words of each heading, which are translated here once and not for each look."""
        found = defaultdict(list)
        for table in self.site._registry.values():
            found[str(getattr(table, "section", OTHERS))].append(table)
        return found

    def _behind(self, sections) -> Iterator:
        for section in sections:
            yield from self._by_section[str(section)]

    def _is_seen(self, table) -> bool:
        return table.has_view_or_change_permission(self.request)

    def _table(self, table) -> Table:
        opts = table.opts
        prefix = f"{opts.app_label}_{opts.model_name}"
        may_add = table.has_add_permission(self.request)
        return Table(
            opts.label_lower,
            capfirst(opts.verbose_name_plural),
            self.about.get(opts.label_lower, ""),
            self._url(f"{prefix}_changelist"),
            self._url(f"{prefix}_add") if may_add else "",
        )

    def _place(self, label: str) -> int:
        return self.order.index(label) if label in self.order else len(self.order)

    def _url(self, name: str) -> str:
        try:
            return reverse(f"{self.site.name}:{name}")
        except NoReverseMatch:
            return ""

    def _current(self, area: Area) -> str:
        match = self.request.resolver_match
        name = match.url_name if match and match.app_name == "admin" else None
        if not name:
            return ""
        if name == area.url_name:
            return "page"
        prefixes = [f"{t.opts.app_label}_{t.opts.model_name}_" for t in self._behind(area.sections)]
        if name.startswith(tuple(prefixes)):
            return "true"
        # Pages beside the tables, and those that lie behind them.
        beside = [self._url(page.name) for page in area.pages]
        return "true" if any(url and self.request.path.startswith(url) for url in beside) else ""
