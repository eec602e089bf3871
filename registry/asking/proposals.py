"""What a colleague answered becomes part of the record once somebody has read and corrected it."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.asking.links import answers_of, fingerprint, questions_of
from registry.library.answering import answer, only_adds
from registry.library.answering import now as says_now
from registry.library.shelf import Question
from registry.models import AskedColleague, ProcessingActivity
from registry.records.history import recorded


@dataclass(frozen=True)
class Proposed:
    """One answer beside what the record says; `is_newer`: that was changed after the question."""

    question: Question
    answer: object
    on_record: str
    is_newer: bool


def proposed(asked: AskedColleague) -> list[Proposed]:
    seen, answers = json.loads(asked.seen), answers_of(asked)
    return [
        Proposed(
            question,
            answers.get(question.key),
            says_now(asked.activity, question),
            _is_newer(asked.activity, question, seen),
        )
        for question in questions_of(asked)
    ]


def _is_newer(activity: ProcessingActivity, question: Question, seen: dict) -> bool:
    """Never of what an answer only adds to."""
    if only_adds(question):
        return False
    return fingerprint(activity, question) != seen.get(question.key)


def apply(
    asked: AskedColleague,
    answers: dict[str, object],
    *,
    by: AbstractBaseUser | str,
    reason: str,
) -> ProcessingActivity:
    """Write the answers that were taken, as they were corrected, and forget what was asked.

    Raises ValidationError for what the register does not take, and for a value that is newer than
    the question; then nothing is written.
    """
    with recorded(by=by, reason=reason):
        rows = AskedColleague.objects.select_for_update()  # it may be withdrawn meanwhile
        row = rows.filter(pk=asked.pk, answered_at__isnull=False).first()
        if row is None:
            raise ValidationError(_("It was applied or withdrawn meanwhile."))
        activity = ProcessingActivity.objects.get(pk=row.activity_id)
        seen, faults = json.loads(row.seen), []
        for question in _chosen(row, answers):
            try:
                if _is_newer(activity, question, seen):
                    raise ValidationError(
                        _("“{question}”: the entry was changed after it was asked.").format(
                            question=question.ask
                        )
                    )
                answer(activity, question, answers[question.key])
            except ValidationError as error:
                faults += error.messages
        if faults:
            raise ValidationError(faults)
        row.delete()
    return activity


def _chosen(asked: AskedColleague, keys: Collection[str]) -> list[Question]:
    return [question for question in questions_of(asked) if question.key in keys]
