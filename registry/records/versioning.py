"""The tables of versions: simple-history's, written by `recorded` and not by each save."""

from datetime import date
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from registry.records.copies import CHANGED, CREATED
from registry.records.history import UnrecordedWrite, current_unit


class Version(models.Model):
    """A past state of a row: since when it held in the world, and who wrote it down when and why.

    The author is text too: accounts come and go, evidence stays.
    """

    holds_from = models.DateField(gettext_lazy("holds from"), default=date.min)
    history_author = models.CharField(gettext_lazy("author"), max_length=150)

    class Meta:
        abstract = True


class VersionManager(HistoryManager):
    """The manager behind `history`. Its class is made once, not each time that is read."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class):
        return super().from_queryset(queryset_class)


# Of simple-history the register uses the tables: a model of versions for each table and for each of
# its many-to-many fields, kept in step with it by migrations, the manager `history`, and the
# signals that tell of a save, a change of links and a deletion. What these lead to is our own:
# versions are written by `recorded`, once for a row, with an author and a reason. Its admin, its
# middleware and its commands are not in use.
class RegisterHistory(HistoricalRecords):
    """simple-history's tables, written by `recorded` instead of by each save.

    All many-to-many fields are kept without being named, and a write outside of a
    recorded block, `loaddata` included, is refused before it reaches the database.
    """

    def __init__(self):
        super().__init__(
            bases=[Version],
            inherit=True,
            history_user_id_field=models.BigIntegerField(null=True),
            history_change_reason_field=models.TextField(gettext_lazy("reason")),
            history_manager=VersionManager,
        )

    def _get_history_change_reason_field(self):
        # One of its own for each table: a field that all share leads an UPDATE to the last of them.
        return super()._get_history_change_reason_field().clone()

    def _get_history_user_fields(self):
        fields = super()._get_history_user_fields()
        return {**fields, "history_user_id": fields["history_user_id"].clone()}

    def get_m2m_fields_from_model(self, model):
        return list(model._meta.local_many_to_many)

    def get_meta_options(self, model):
        """With an index that answers for every row what it said on a day, as known at a moment."""
        index = models.Index(fields=["id", "-holds_from", "-history_id", "history_date"])
        return {**super().get_meta_options(model), "indexes": [index]}

    def finalize(self, sender, **kwargs):
        if not issubclass(sender, self.cls) or sender._meta.abstract:
            return
        super().finalize(sender, **kwargs)
        pre_save.connect(self.pre_save, sender=sender, weak=False)

    def pre_save(self, sender, **kwargs):
        current_unit(f"Saving {sender.__name__}")

    def post_save(self, instance, created, using=None, **kwargs):
        kind = CREATED if created else CHANGED
        current_unit("Saving").touch_rows(type(instance), [instance], kind)

    def pre_delete(self, instance, **kwargs):
        raise ValidationError(
            _("Entries of the register are not deleted. Retire the entry instead.")
        )

    def post_delete(self, instance, using=None, **kwargs):
        """Nothing is left to do: `pre_delete` refused."""

    def m2m_changed(self, *, instance, action, attr, pk_set, reverse, model, **kwargs):
        unit = current_unit(f"Changing {attr}")
        if reverse and pk_set is None:
            raise UnrecordedWrite(f"Clearing {attr} from the other side")
        if reverse:
            unit.touch(model, pk_set)
        elif pk_set is None or pk_set:  # all of them, or some; adding what is there is no change
            unit.touch(type(instance), [instance.pk])
