"""One page of a table's admin: its address, who may open it, what it shows, what leads to it."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path

from registry.asking_again import ask_again
from registry.pages.addresses import check_names
from registry.pages.frame import framed

# Where the buttons of pages stand: a list, the form of an entry, its steps, its history.
LIST, ENTRY, STEPS, HISTORY = "list", "entry", "steps", "history"


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    css: str = ""
    is_next: bool = False  # what most people do next


class Page:
    """Named in `pages` of a table's admin. Two of one name: the later takes the earlier's place."""

    # The name of its URL is <app>_<model>_<name>; a name of Django's takes the place of Django's.
    name = ""
    # Below that of the table. With an `object_id` the page is about one row.
    address = ""
    template = ""
    # Whoever lacks it is refused, also who may view the row; without one, whoever may view.
    permission: str | None = None
    # Whether it can show the register of another day; whether even its POST changes nothing.
    shows_past = False
    # Whether it asks who somebody is, though they are signed in.
    asks_again = False
    only_reads = False
    # What its address may be asked for; None: it reads what it names, and passes over the rest.
    takes: set[str] | None = None
    # How many bytes may be sent to it, where that is more than a form has.
    takes_bytes: int | None = None
    # Of its button; None: nothing leads to it but links of other pages.
    label: str | None = None
    stands_on = ENTRY

    table = None  # the ModelAdmin, once it is bound

    def bound_to(self, table) -> "Page":
        page = copy(self)
        page.table = table
        return page

    @property
    def opts(self):
        return self.table.opts

    def url_pattern(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_{self.name}"
        view = self.table.admin_site.admin_view(self.view)
        view.takes_bytes = self.takes_bytes
        return path(self.address, view, name=name)

    def url(self, row=None, *args) -> str:
        return self.table.url_of(self.name, *([row.pk] if row else []), *args)

    def may_open(self, request, row=None) -> bool:
        """Asked before a row is looked for, so that nobody learns whether there is one."""
        if self.permission:
            return request.user.has_perm(self.permission)
        return self.table.has_view_permission(request, row)

    def view(self, request, object_id=None, **kwargs):
        if self.takes is not None:
            check_names(request, self.takes)
        if not self.may_open(request):
            raise PermissionDenied
        row = None
        if object_id is not None:
            row = self.row(request, object_id)
            if not self.may_open(request, row):
                raise PermissionDenied
        if self.asks_again:
            ask_again(request, page=self.page_of_file(request, row))
        return self.respond(request, row, **kwargs)

    def row(self, request, object_id):
        """The row that the address names, if this user may view it. Raises Http404."""
        key = unquote(str(object_id))
        # Only the row itself: what a list shows beside it is not needed here.
        rows = self.table.get_queryset(request).prefetch_related(None)
        row = rows.filter(pk=key).first() if key.isdecimal() else None
        if row is None:
            raise Http404
        if not self.table.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def page_of_file(self, request, row) -> str:
        """Where a file gives the answer: the page with its button, to come back to."""
        return ""

    def respond(self, request, row, **kwargs):
        """What it answers to those who may open it."""
        return self.render(request, row, {})

    def render(self, request, row, context: dict, *, template: str = "", status: int = 200):
        """The page, with what those of every table are shown with."""
        about = {"opts": self.opts, "object": row, **context}
        site = self.table.admin_site
        return framed(site, request, template or self.template, about, status=status)

    def buttons(self, request, row=None) -> list[Button]:
        """What leads to it from where its button stands: one, for those who may open it."""
        if self.label is None or not self.may_open(request, row):
            return []
        return [Button(self.label, self.url(row))]

    def actions(self, request) -> dict[str, tuple[Callable, str, str]]:
        """Of the list, in the form of Django's `get_actions`."""
        return {}
