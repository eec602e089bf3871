"""How many there are of what the register counts most, in words and in any language.

For lists such as “5 entries, 1 file”. What stands in a sentence is counted by the whole sentence.
"""

from django.utils.translation import ngettext


def anchors(n: int) -> str:
    return ngettext("{n} anchor", "{n} anchors", n).format(n=n)


def bytes_of(n: int) -> str:
    return ngettext("{n} byte", "{n} bytes", n).format(n=n)


def entries(n: int) -> str:
    return ngettext("{n} entry", "{n} entries", n).format(n=n)


def files(n: int) -> str:
    return ngettext("{n} file", "{n} files", n).format(n=n)


def rows(n: int) -> str:
    return ngettext("{n} row", "{n} rows", n).format(n=n)


def tables(n: int) -> str:
    return ngettext("{n} table", "{n} tables", n).format(n=n)


def versions(n: int) -> str:
    return ngettext("{n} version", "{n} versions", n).format(n=n)


def versions_or_events(n: int) -> str:
    return ngettext("{n} version or event", "{n} versions or events", n).format(n=n)
