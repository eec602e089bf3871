"""An entry that is started from a card: what somebody answered, and the rest as suggestions."""

import re
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from registry.library.answering import answer
from registry.library.shelf import Card, Offer
from registry.models import Organisation, ProcessingActivity, Processor, Suggestion
from registry.records.history import recorded


def start_activity(
    card: Card,
    *,
    organisation: Organisation,
    reference: str,
    name: str,
    answers: dict[str, object],
    by: AbstractBaseUser | str,
    reason: str,
    since: date | None = None,
    starts_on: date | None = None,
) -> ProcessingActivity:
    """A draft. `answers` are those that were given, by the key of their question.

    It is on record `since` that day; where its own first day is known, it is stated too.

    Raises ValidationError for what the register refuses, and then nothing is written.
    """
    with recorded(by=by, reason=reason, since=since):
        activity = ProcessingActivity(
            organisation=organisation, reference=reference, name=name, starts_on=starts_on
        )
        activity.full_clean()
        activity.save()
        # First what is suggested: an answer may complete it, or settle it.
        _offer(card.offers, source=card.slug, activity=activity)
        for question in card.questions:
            if question.key in answers:
                answer(activity, question, answers[question.key])
    return activity


def start_processor(
    card: Card,
    *,
    name: str,
    by: AbstractBaseUser | str,
    reason: str,
    since: date | None = None,
) -> Processor:
    """Of which its name is on record, and the rest suggested. Raises ValidationError."""
    with recorded(by=by, reason=reason, since=since):
        processor = Processor(name=name)
        processor.full_clean()
        processor.save()
        _offer(card.offers, source=card.slug, processor=processor)
    return processor


def next_reference(card: Card) -> str:
    """One that was never used: `NEWSLETTER`, then `NEWSLETTER-2`."""
    versions = ProcessingActivity.history.model.objects.order_by()
    used = versions.filter(reference__istartswith=card.reference).values_list(
        "reference", flat=True
    )
    numbers = {1 if text.upper() == card.reference else _number(text) for text in used.distinct()}
    if 1 not in numbers:
        return card.reference
    return f"{card.reference}-{max(numbers) + 1}"


def _number(reference: str) -> int:
    found = re.search(r"-([0-9]{1,6})$", reference)
    return int(found[1]) if found else 0


def _offer(offers: Iterable[Offer], *, source: str, **of) -> None:
    rows = []
    for offer in offers:
        row = Suggestion(**of, part=offer.part, name=offer.name, why=offer.why, source=source)
        row.fields = offer.fields
        rows.append(row)
    Suggestion.objects.add_all(rows)
