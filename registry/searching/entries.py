"""What is kept so that words are found: one line for each row that has words of its own.

A line holds what the row itself says today, never what another row says: so a redaction of a row
empties all that was kept of it. It is no evidence and has no history: a search is of today.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE

TITLE = 200


@dataclass(frozen=True)
class Searched:
    """A table, the columns by which a row of it is called, and others whose words find it.

    All of them are searched by the list of the table as well: nobody finds more here than there.
    """

    model: type[RegisterModel]
    called: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def activity(self) -> str | None:
        """The column that names the activity on whose approval it rests who may see a row."""
        if self.model._meta.model_name == "processingactivity":
            return "pk"
        names = {field.name for field in self.model._meta.concrete_fields}
        return "activity_id" if "activity" in names else None


class SearchEntry(models.Model):
    """The words of one row. `name` has those of its title, to put the best first."""

    personal = {"table": NONE, "title": FREE_TEXT, "name": FREE_TEXT, "words": FREE_TEXT}

    table = models.CharField(pgettext_lazy("of the register", "table"), max_length=100)
    row_id = models.BigIntegerField(_("row"))
    activity_id = models.BigIntegerField(_("activity"), null=True)
    is_retired = models.BooleanField(_("retired"))
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=TITLE)
    name = models.TextField(_("words of the title"))
    words = models.TextField(_("words"))

    class Meta:
        verbose_name = _("words of an entry")
        verbose_name_plural = _("words of entries")
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="searchentry_once", fields=["table", "row_id"])]

    def __str__(self):
        return f"{self.table} {self.row_id}"
