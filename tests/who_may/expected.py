"""What the table says of one cell: somebody, an address, a method."""

from tests.who_may.addresses import Address
from tests.who_may.asking import Said
from tests.who_may.rows import DRAFT, OLD, ONLY
from tests.who_may.table import (
    ANYBODY,
    EVERYBODY,
    FORMER,
    OF_DRAFTS,
    OUTSIDER,
    PAGES,
    SUPERUSER,
    TABLES,
    Page,
)

STRANGERS = {FORMER, OUTSIDER, ANYBODY}
TABLE_OF = {label: tables for tables in TABLES for label in tables.labels}
# Tables of rows that belong to an activity: those of a draft are not for everybody.
HIDDEN_WITH_DRAFTS = {
    *("processingactivity", "purpose", "retentionrule", "engagement", "tracker", "disclosure"),
    *("measureinplace", "dataprovision", "acknowledgedfinding", "promisedright", "accessgrant"),
    *("checklistitem", "statedfact", "submission", "suggestion", "keptfile"),
}


def page_of(address: Address) -> Page:
    """The first page of the table that fits. Raises LookupError where none does."""
    for page in PAGES:
        if address.page not in page.names.split():
            continue
        if page.of and address.table != page.of:
            continue
        if page.steps and address.step not in page.steps.split():
            continue
        return page
    raise LookupError(f"the table of pages has no row for {address}")


def expected(who: str, method: str, address: Address) -> Said:
    page = page_of(address)
    wanted = page.opens if method == "GET" or page.sends is None else page.sends
    tables = TABLE_OF.get(address.table)
    may = getattr(tables, wanted) if isinstance(wanted, str) else wanted
    if may is EVERYBODY:
        return Said.NOT_THERE if page.is_empty else Said.OPEN
    if who in page.turns_away:
        return Said.REFUSED
    if who in STRANGERS:
        return Said.SIGN_IN
    is_about_row = about_a_row(address) and tables is not None and not page.is_empty
    is_read = not is_about_row or is_among(who, tables.read)
    if not is_among(who, may) or not is_read:
        return Said.NOT_THERE if page.hides else Said.REFUSED
    if is_about_row and not _sees(who, address):
        return Said.NOT_THERE
    of_old = page.of_old if method == "GET" or page.of_old is not None else page.sent_of_old
    if address.row == OLD and of_old is not None and not is_among(who, of_old):
        return Said.REFUSED
    return Said.NOT_THERE if page.is_empty else Said.OPEN


def about_a_row(address: Address) -> bool:
    return address.row != ONLY and address.page not in {"bare", "view_on_site"}


def is_among(who: str, may: tuple[str, ...]) -> bool:
    return who in may or (who == SUPERUSER and bool(may))


def _sees(who: str, address: Address) -> bool:
    name = address.table.partition(".")[2]
    is_hidden = address.row == DRAFT and name in HIDDEN_WITH_DRAFTS
    return not is_hidden or is_among(who, OF_DRAFTS)
