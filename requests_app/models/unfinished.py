"""What is still to be stopped, searched, shown or told when a request is said to be answered."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.deadlines.questions import Need
from requests_app.stops import stop_row
from requests_app.vocabulary import Finding, IdentityState, Outcome, RequestState

ENDED = (RequestState.ANSWERED, RequestState.REFUSED, RequestState.CLOSED)
GRANTED = (Outcome.FULFILLED, Outcome.PARTLY)
# Nobody can say that these were granted, in whole or in part, who has not looked.
NEED_SEARCH = ("access", "rectification", "erasure", "restriction", "portability")
# Article 19 follows these three.
TELL_RECIPIENTS = ("rectification", "erasure", "restriction")
# What is told or done only for the person, or for whoever may act for them.
NEED_AUTHORITY = (*NEED_SEARCH, "recipient-notification")


def unfinished_among(model: type[models.Model], pks: Collection[int]) -> Iterator[tuple[int, str]]:
    """Of requests that have just been answered or closed before all is done.

    Only of those: what is found after the answer can be written down all the same. With a reason
    an answer need not wait for searches and for who is told; for the rest no reason will do.
    """
    versions = model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id")
    ended = model.objects.filter(pk__in=pks, state__in=ENDED, retired_on=None)
    ended = ended.order_by("pk").annotate(state_before=Subquery(versions.values("state")[1:2]))
    changed = [row for row in ended if row.state_before != row.state]
    of_file = ["rights__right", "checklist", "recipient_notices", "requester", "clock_events"]
    models.prefetch_related_objects(changed, *of_file)
    for request in changed:
        for text in [*_not_stopped(request), *_without_authority(request)]:
            yield request.pk, text
        for text in _unfinished(request) if not request.why_unfinished else ():
            yield request.pk, text


def _not_stopped(request) -> Iterator[str]:
    """What was granted and, as far as anybody has noted, goes on."""
    rights = request.rights_in_use()
    codes = {right.right.code for right in rights}
    for right in rights:
        row = stop_row(right.right.code, codes, request.received_on)
        if row and right.outcome in GRANTED and right.is_stop_open:
            yield _(
                "“{right}”: nobody has noted that it was stopped (Article {article}). Stop it, and "
                "enter since when."
            ).format(right=right.right, article=row.article)


def _without_authority(request) -> Iterator[str]:
    """Something was told or done for somebody who asks for another, and nothing shows they may."""
    granted = {right.right.code for right in request.rights_in_use() if right.outcome in GRANTED}
    who = getattr(request, "requester", None)
    if who is None or not who.representative or not granted.intersection(NEED_AUTHORITY):
        return
    was_shown = any(
        event.need == Need.AUTHORITY and event.answered_on and not event.retired_on
        for event in request.clock_events.all()
    )
    was_shown = was_shown and request.identity_state != IdentityState.FAILED
    if not who.mandate and not was_shown:
        yield _(
            "A representative asks. Enter with the requester what shows that they may, or ask for "
            "it."
        )


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
