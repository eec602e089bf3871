"""Requests in the time-line of the activities that they searched and of whom they told."""

from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.models import Body, ProcessingActivity, Processor
from registry.records.timeline.sources import Source, TimelineEvent
from requests_app.models import ChecklistItem, DataSubjectRequest, RecipientNotice


class Parts(Source):
    """Versions of parts of requests that refer to the row. No words, only what became of it."""

    part: type[models.Model]
    # The tables whose rows the part refers to, and by which field.
    names: dict[type[models.Model], str]

    moment = "history_date"
    author = "history_author"

    def touching(self, row, user):
        may_see = user.has_perms(
            f"requests_app.view_{model._meta.model_name}"
            for model in (DataSubjectRequest, self.part)
        )
        if not may_see or type(row) not in self.names:
            return self.part.history.none()
        return self.part.history.filter(**{self.names[type(row)]: row.pk})

    def told(self, keys: Iterable[int]):
        for part in self.part.history.filter(history_id__in=keys).select_related("request"):
            row = part.request
            yield TimelineEvent(
                key=part.history_id,
                at=part.history_date,
                what=_("Request {reference}: {what}").format(
                    reference=row.reference, what=self.what(part)
                ),
                author=part.history_author,
                url=reverse("admin:requests_app_datasubjectrequest_change", args=[row.pk]),
            )

    def what(self, part) -> str:
        raise NotImplementedError


class Searches(Parts):
    part = ChecklistItem
    names = {ProcessingActivity: "activity"}

    def what(self, part):
        if not part.searched_on:
            return _("to be searched")
        return _("searched on {day}: {found}").format(
            day=date_format(part.searched_on), found=part.get_finding_display()
        )


class Notices(Parts):
    part = RecipientNotice
    names = {Processor: "processor", Body: "body"}

    def what(self, part):
        if part.told_on:
            return _("told on {day}").format(day=date_format(part.told_on))
        if part.why_not:
            return _("not told: {why}").format(why=part.get_why_not_display())
        return _("to be told")
