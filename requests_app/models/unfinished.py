"""What is still to be searched, or whom to tell, when a request is said to be answered."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.vocabulary import Finding, Outcome, RequestState

ENDED = (RequestState.ANSWERED, RequestState.REFUSED, RequestState.CLOSED)
GRANTED = (Outcome.FULFILLED, Outcome.PARTLY)
# Nobody can say that these were granted, in whole or in part, who has not looked.
NEED_SEARCH = ("access", "rectification", "erasure", "restriction", "portability")
# Article 19 follows these three.
TELL_RECIPIENTS = ("rectification", "erasure", "restriction")


def unfinished_among(model: type[models.Model], pks: Collection[int]) -> Iterator[tuple[int, str]]:
    """Of requests that have just been answered or closed without a reason why before all is done.

    Only of those: what is found after the answer can be written down all the same.
    """
    versions = model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id")
    ended = model.objects.filter(pk__in=pks, state__in=ENDED, why_unfinished="", retired_on=None)
    ended = ended.order_by("pk").annotate(state_before=Subquery(versions.values("state")[1:2]))
    changed = [row for row in ended if row.state_before != row.state]
    models.prefetch_related_objects(changed, "rights__right", "checklist", "recipient_notices")
    for request in changed:
        for text in _unfinished(request):
            yield request.pk, text


def _unfinished(request) -> Iterator[str]:
    rights = {
        (right.right.code, right.outcome) for right in request.rights.all() if not right.retired_on
    }
    if any(not outcome for _code, outcome in rights):
        return  # that is said first
    searches = [item for item in request.checklist.all() if not item.retired_on]
    says_nothing_is_held = any(outcome == Outcome.NO_DATA for _code, outcome in rights)
    was_granted = {code for code, outcome in rights if outcome in GRANTED}
    if says_nothing_is_held or was_granted.intersection(NEED_SEARCH):
        still_open = sum(item.finding == Finding.OPEN for item in searches)
        if still_open:
            yield ngettext(
                "{count} search is still open. Note what it brought, or enter why the answer "
                "does not wait for it.",
                "{count} searches are still open. Note what they brought, or enter why the "
                "answer does not wait for them.",
                still_open,
            ).format(count=still_open)
    if says_nothing_is_held and not searches:
        yield _(
            "“No data held”: nothing was searched. Say who the person is and start the work, or "
            "enter why no search is needed."
        )
    if says_nothing_is_held and any(item.finding == Finding.FOUND for item in searches):
        yield _(
            "“No data held”: a search has found data. Correct the outcome, or enter how both can "
            "be true."
        )
    if was_granted.intersection(TELL_RECIPIENTS):
        notices = [row for row in request.recipient_notices.all() if not row.retired_on]
        untold = sum(not row.told_on and not row.why_not for row in notices)
        if untold:
            yield ngettext(
                "{count} recipient is not told yet (Article 19). Note when it was told or why "
                "not, or enter why the answer does not wait for it.",
                "{count} recipients are not told yet (Article 19). Note when they were told or "
                "why not, or enter why the answer does not wait for them.",
                untold,
            ).format(count=untold)
