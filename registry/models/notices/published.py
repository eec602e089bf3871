"""What the organisation has published about its processing."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db import models
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.querysets import NoticeQuerySet, StatedFactQuerySet
from registry.records.any_row import AnyRowField, in_words, referred
from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import Fault, natural_key
from registry.records.web_addresses import WebAddressField


class Notice(RegisterModel):
    """One dated edition of a published policy, word for word (Articles 12 to 14)."""

    key = ("organisation", "title", "dated_on")
    label_fields = ("title", "dated_on")
    since = "dated_on"
    leads_to = "replaces"
    absence_fields = ("published_on", "effective_on", "sites", "data_subjects")
    personal = {
        "title": NONE,
        "text": FREE_TEXT,
        "sites": NONE,
        "not_covered": FREE_TEXT,
        "published_url": NONE,
        "history_url": NONE,
    }

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="notices",
    )
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=200)
    dated_on = models.DateField(_("dated"), help_text=_("The date that is printed on the notice."))
    # Backwards: what was published on a day knows nothing of what came after.
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("replaces"),
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text=_("The edition that it takes the place of."),
    )
    published_on = models.DateField(
        _("published on"),
        null=True,
        blank=True,
        help_text=_("The day on which people could first read it, if another one is printed."),
    )
    effective_on = models.DateField(
        _("effective from"),
        null=True,
        blank=True,
        help_text=_("The day from which it applies, if the notice names one."),
    )
    sites = models.TextField(
        _("sites and services covered"), blank=True, help_text=_("One in each line.")
    )
    not_covered = models.TextField(
        _("not covered"), blank=True, help_text=_("What the notice says it is not about.")
    )
    data_subjects = models.ManyToManyField(
        "registry.DataSubjectCategory",
        verbose_name=_("people covered"),
        blank=True,
        related_name="notices",
        help_text=_("Leave empty if the notice does not say that it is about some only."),
    )
    published_url = WebAddressField(_("published at"))
    history_url = WebAddressField(_("history of editions"))
    text = models.TextField(_("full text"))

    objects = NoticeQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("organisation", "title", "-dated_on")
        constraints = [natural_key("organisation", "title", "dated_on")]

    def __str__(self):
        return f"{self.title}, {localize(self.dated_on)}"


LEFT_OUT = "…"
SHORT = 80


class Passage(RegisterModel):
    """A statement of a notice, word for word. “…” marks what was left out of it."""

    key = ("notice", "number")
    label_fields = ("number", "words")
    since = "notice__dated_on"
    personal = {"words": FREE_TEXT}

    notice = models.ForeignKey(
        Notice, models.PROTECT, verbose_name=_("notice"), related_name="passages"
    )
    number = models.PositiveIntegerField(
        pgettext_lazy("in a series", "number"),
        help_text=_("Passages are counted from the beginning of the notice."),
    )
    words = models.TextField(
        _("words"), help_text=_("As they stand in the notice. Mark with “…” what you leave out.")
    )

    class Meta(RegisterModel.Meta):
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("notice", "number")
        constraints = [natural_key("notice", "number")]

    def __str__(self):
        return f"{self.number}: {Truncator(self.words).chars(SHORT)}"

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        for row in cls.objects.filter(pk__in=pks).select_related("notice"):
            if not _stands_in(row.words, row.notice.text):
                message = _("Passage {number}: these words are not in the notice.")
                yield Fault(cls, row.pk, "words", message.format(number=row.number))


class StatedFact(RegisterModel):
    """What a passage of a notice states: one row of the register, of whichever table."""

    key = ("passage", "fact")
    label_fields = ("fact",)
    since = "passage__notice__dated_on"
    personal = {"fact": NONE}
    # What the entry is called, as far as whoever looks may see it: for the page that knows them.
    called = ""

    passage = models.ForeignKey(
        Passage, models.PROTECT, verbose_name=_("passage"), related_name="facts"
    )
    fact = AnyRowField(_("entry"))

    objects = StatedFactQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        verbose_name = _("stated fact")
        verbose_name_plural = _("stated facts")
        ordering = ("passage", "fact")
        indexes = [models.Index(fields=["fact"])]
        constraints = [natural_key("passage", "fact")]

    def __str__(self):
        return in_words(self.fact)

    @property
    def headline(self):
        return f"{self.called} ({self})" if self.called else str(self)

    @property
    def full_name(self):
        return self.headline

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        wanted = defaultdict(dict)
        for row in cls.objects.filter(pk__in=pks):
            model, pk = referred(row.fact)
            wanted[model][pk] = row.pk
        for model, rows in wanted.items():
            there = model._base_manager.filter(pk__in=rows).values_list("pk", flat=True)
            for pk in rows.keys() - set(there):
                yield Fault(cls, rows[pk], "fact", _("There is no such entry."))


def _stands_in(words: str, text: str) -> bool:
    """Each part of the words, one after the other, whatever the layout of the notice."""
    text, position = _plain(text), 0
    for part in _plain(words).split(LEFT_OUT):
        position = text.find(part.strip(), position)
        if position < 0:
            return False
    return True


def _plain(text: str) -> str:
    """In one line, without the marks that people write for headings, lists and quotations."""
    text = re.sub(r"^ *> ", " ", text, flags=re.MULTILINE)
    text = re.sub(r"[*<>]|^#+ |^-+ *$", "", text, flags=re.MULTILINE)
    return " ".join(text.split()).casefold()
