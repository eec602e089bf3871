"""What is to be said of the whole register, on every page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.personal import NONE
from registry.vocabulary import MarkName


class Mark(models.Model):
    """Something that holds for all that is in this database, such as that it is the example.

    Nobody edits it: it comes with what it is about, and goes with the database. Only that a first
    step was skipped is taken back.
    """

    personal = {"name": NONE}

    # One of `MarkName`, or a first step that was skipped.
    name = models.CharField(_("mark"), max_length=20, primary_key=True)
    set_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        default_permissions = ()

    def __str__(self):
        return self.name

    @classmethod
    def put(cls, name: MarkName | str) -> None:
        cls.objects.get_or_create(name=name)

    @classmethod
    def take_back(cls, name: MarkName | str) -> None:
        cls.objects.filter(name=name).delete()

    @classmethod
    def of(cls, name: MarkName | str) -> models.Exists:
        """Whether it holds, as part of another question."""
        return models.Exists(cls.objects.filter(name=name))

    @classmethod
    def holds(cls, name: MarkName | str) -> bool:
        return cls.objects.filter(name=name).exists()
