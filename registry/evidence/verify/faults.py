"""What is found wrong with the evidence, one thing at a time."""

from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import counted


@dataclass(frozen=True)
class EvidenceFault:
    """Table, object, version and field as far as they are known, and what is wrong there."""

    what: str
    table: str = ""
    object: int | None = None
    version: int | None = None
    field: str = ""
    # The number of the entry in the log.
    entry: int | None = None

    def __str__(self) -> str:
        place = " ".join(str(part) for part in (self.table, self.object) if part not in {"", None})
        parts = [place] if place else []
        if self.version is not None:
            parts.append(_("version {number}").format(number=self.version))
        if self.entry is not None:
            parts.append(_("entry {number}").format(number=self.entry))
        if self.field:
            parts.append(self.field)
        return f"{', '.join(parts) or _('log')}: {self.what}"


@dataclass
class Report:
    """What a verification has looked at, and what it found."""

    first: int = 0  # the entry that it began with
    entries: int = 0
    rows: int = 0
    anchors: int = 0
    files: int = 0
    root: str = ""
    faults: list[EvidenceFault] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.faults

    @property
    def conclusion(self) -> str:
        """In one line; the faults themselves are not in it."""
        if not self.is_clean:
            count = len(self.faults)
            return ngettext("{count} fault.", "{count} faults.", count).format(count=count)
        return _("No faults found: {entries}, {rows}, {anchors}, {files}.").format(
            entries=counted.entries(self.entries),
            rows=counted.versions_or_events(self.rows),
            anchors=counted.anchors(self.anchors),
            files=counted.files(self.files),
        )

    def add(self, what: str, **place) -> None:
        self.faults.append(EvidenceFault(what, **place))

    def as_data(self) -> dict:
        """For machines."""
        return {"clean": self.is_clean, **asdict(self)}
