"""Which sheet of a workbook is meant: the one that somebody names, or the one that fits best."""

from django.utils.translation import gettext as _

from registry.files.reading.headings import SEARCHED, Fit, headings_among
from registry.files.reading.workbooks import Tab
from registry.records.names.folding import fold
from registry.refusals import Refused, refuse, shown


def chosen(tabs: list[Tab], fit: Fit | None, name: str = "") -> tuple[Tab, list[str]]:
    """The sheet, and the names of others in sight that would have done as well.

    Raises `Refused` where none can be taken without being asked for.
    """
    if name:
        return _named(tabs, name), []
    visible = [tab for tab in tabs if not tab.is_hidden]
    if not visible:
        raise refuse(_("has only hidden sheets. Unhide the right one, or name it: --sheet."))
    if len(tabs) == 1:
        return tabs[0], []
    if not fit:
        return next((tab for tab in visible if tab.first(1)), visible[0]), []
    fits = [(_fit(tab, fit), tab) for tab in visible]
    if fitting := [tab for (has_key, _known), tab in fits if has_key]:
        best = max(found for found, _tab in fits)
        taken = next(tab for found, tab in fits if found == best)
        return taken, [tab.name for tab in fitting if tab is not taken]
    for tab in tabs:
        if tab.is_hidden and _fit(tab, fit)[0]:
            raise refuse(
                _(
                    "has the columns only on a hidden sheet, “{sheet}”. Unhide it, "
                    "or name it: --sheet."
                ).format(sheet=shown(tab.name))
            )
    best = max(known for (_has_key, known), _tab in fits)
    if best:
        return next(tab for (_has_key, known), tab in fits if known == best), []
    return next((tab for tab in visible if tab.first(1)), visible[0]), []


def _named(tabs: list[Tab], name: str) -> Tab:
    for tab in tabs:
        if fold(tab.name) == fold(name):
            return tab
    raise refuse(
        _("has no sheet “{name}”. Its sheets are {sheets}.").format(
            name=shown(name), sheets=", ".join(f"“{shown(tab.name)}”" for tab in tabs)
        )
    )


def _fit(tab: Tab, fit: Fit) -> tuple[bool, int]:
    try:
        rows = tab.first(SEARCHED)
    except Refused:
        return False, 0  # what is wrong with it matters if it is the one that is meant
    return headings_among((row.cells for row in rows), fit)[1]
