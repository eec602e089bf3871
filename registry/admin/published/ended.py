"""A company that works for no activity any more, or soon will not: what its pages say of it."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.models import Processor
from registry.pages.past import past_of

SEES_DRAFTS = "registry.view_draft_processingactivity"


def with_last_day(processors, request):
    sees_drafts = request.user.has_perm(SEES_DRAFTS)
    return processors.with_last_day(past_of(request).on, with_drafts=sees_drafts)


def has_ended(processor: Processor) -> bool:
    """Whether no activity uses it on the day that is shown, though some did before."""
    last = getattr(processor, "works_until", None)
    return last is not None and last < _today(processor)


def is_ending(processor: Processor) -> bool:
    """Whether it has ended, or a last day of all that it does is set."""
    return getattr(processor, "works_until", None) is not None


def ending_in_words(processor: Processor, last: date | None) -> str:
    """Of all that it does, or of one engagement, by the last day. Empty where it goes on."""
    if last is None:
        return ""
    words = _("ended on {day}") if last < _today(processor) else _("ends on {day}")
    return words.format(day=date_format(last))


def told_above(processor: Processor) -> str:
    """What stands on top of its page. Empty where it goes on."""
    if not is_ending(processor):
        return ""
    if has_ended(processor):
        words = _("Ended on {day}. It works for no activity any more; the entry is kept.")
    else:
        words = _("Ends on {day}. From the day after, it works for no activity.")
    return words.format(day=date_format(processor.works_until))


def _today(processor: Processor) -> date:
    past = getattr(processor, "past", None)
    return past.today if past else timezone.localdate()
