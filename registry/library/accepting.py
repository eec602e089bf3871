"""Somebody says yes or no to what is suggested; what is accepted enters the record then."""

from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.law.suggested import SuggestedPart, SuggestionState
from registry.library.answering import start_said
from registry.library.shelf import OF_VENDORS
from registry.models import (
    Country,
    DataCategory,
    DataSubjectCategory,
    Engagement,
    LegalBasis,
    MeasureInPlace,
    ProcessingActivity,
    Processor,
    PromisedRight,
    Purpose,
    RetentionRule,
    Right,
    SecurityMeasure,
    SpecialCategoryCondition,
    Suggestion,
)
from registry.records.ending import begin_of
from registry.records.history import recorded
from registry.records.model import RegisterModel

ORDER = list(SuggestedPart)
# Fields that a suggestion may fill. What steps write, and what publishes, is none of them.
FILLED: dict[type[RegisterModel], frozenset[str]] = {
    ProcessingActivity: frozenset({"description"}),
    Processor: frozenset(OF_VENDORS),
}
# What comes of a suggestion that was typed by hand, or by another version.
UNREADABLE = (AttributeError, FieldDoesNotExist, KeyError, TypeError, ValueError)
# The tables into which acceptance writes, beside that of the entry.
TABLES: dict[str, tuple[type[RegisterModel], ...]] = {
    SuggestedPart.FIELD: (),
    SuggestedPart.PEOPLE: (DataSubjectCategory,),
    SuggestedPart.DATA: (DataCategory,),
    SuggestedPart.PURPOSE: (Purpose,),
    SuggestedPart.RECIPIENT: (Engagement,),
    SuggestedPart.PERIOD: (RetentionRule,),
    SuggestedPart.MEASURE: (SecurityMeasure, MeasureInPlace),
    SuggestedPart.RIGHT: (Right, PromisedRight),
}


def settle(
    owner: ProcessingActivity | Processor,
    *,
    accepted: Collection[int] = (),
    declined: Collection[int] = (),
    by: AbstractBaseUser | str,
    reason: str,
) -> None:
    """Say yes to some and no to others, by their keys: all of it, or nothing.

    What is accepted has been so since the entry is there: it is what that began with.
    Raises ValidationError with everything that stands against it, also where the entry has said
    otherwise in between: a yes of today cannot know of which days it is true.
    """
    with recorded(by=by, reason=reason, since=_since(owner)) as unit:
        owner = type(owner).objects.get(pk=owner.pk)
        rows = owner.suggestions.filter(pk__in={*accepted, *declined})
        rows = sorted(rows, key=lambda row: (_place(row), row.pk))
        faults = []
        for row in rows:
            try:
                if not row.is_open:
                    raise ValidationError(_("Somebody has answered it meanwhile."))
                if row.pk in accepted:
                    _write(owner, row)
            except ValidationError as error:
                faults += [f"{row.headline}: {message}" for message in error.messages]
                continue
            is_accepted = row.pk in accepted
            row.state = SuggestionState.ACCEPTED if is_accepted else SuggestionState.DECLINED
            row.save()
        if faults:
            raise ValidationError(faults)
        unit.flush()
        if staying := [str(state) for state in unit.wish.staying]:
            advice = _("Decline it, and enter it on the page of the entry, with its day.")
            raise ValidationError([*staying, advice])


def _since(owner: ProcessingActivity | Processor) -> date | None:
    begun = begin_of(owner)
    return begun if begun and begun < timezone.localdate() else None


def _place(row: Suggestion) -> int:
    return ORDER.index(row.part) if row.part in ORDER else len(ORDER)


def _write(owner: ProcessingActivity | Processor, row: Suggestion) -> None:
    told = _("It cannot be read. Decline it, and enter it by hand.")
    if not row.fields:
        raise ValidationError(told)
    try:
        WRITERS[row.part](owner, row.fields)
    except UNREADABLE as error:
        raise ValidationError(told) from error


def _field(owner, said: dict) -> None:
    """Never over what somebody entered: an empty field, or one that says the same."""
    name, value = said["field"], said["value"]
    if name not in FILLED[type(owner)]:
        told = _("“{name}” is not filled by a suggestion. Decline it.").format(name=name)
        raise ValidationError(told)
    field = owner._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        value = _named(Country, value)
    now = getattr(owner, name)
    if now not in (None, "", field.get_default(), value):
        raise ValidationError(
            _("The entry already says “{now}”. Decline it, or empty the field first.").format(
                now=now
            )
        )
    setattr(owner, name, value)
    owner.full_clean()
    owner.save()


def _people(activity, said: dict) -> None:
    activity.data_subjects.add(_word(DataSubjectCategory, said))


def _data(activity, said: dict) -> None:
    activity.data_categories.add(_word(DataCategory, said))


def _purpose(activity, said: dict) -> None:
    fields = dict(said)
    bases = [_named(LegalBasis, citation) for citation in fields.pop("bases", ())]
    data = _data_used(fields)
    if condition := fields.pop("condition", ""):
        fields["special_category_condition"] = _named(SpecialCategoryCondition, condition)
    purpose = _save(Purpose(activity=activity, **_known(Purpose, fields)))
    purpose.legal_bases.set(bases)
    purpose.data_categories.set(data)


def _recipient(activity, said: dict) -> None:
    begun = {"starts_on": start_said(activity)}
    _save(Engagement(activity=activity, **begun | _known(Engagement, said)))


def _period(activity, said: dict) -> None:
    fields = dict(said)
    data = _data_used(fields)
    rule = _save(RetentionRule(activity=activity, **_known(RetentionRule, fields)))
    rule.data_categories.set(data)


def _data_used(fields: dict) -> list[DataCategory]:
    """Only some of the data, where the card says so; none named is all of it."""
    return [_word(DataCategory, word) for word in fields.pop("data", ())]


def _measure(activity, said: dict) -> None:
    """In place for this activity, unless the organisation applies it to all anyway."""
    word, organisation = _word(SecurityMeasure, said), activity.organisation
    in_place = organisation.measures_in_place.in_use()
    if not in_place.filter(measure=word, processor=None, activity=None).exists():
        _save(MeasureInPlace(organisation=organisation, measure=word, activity=activity))


def _right(activity, said: dict) -> None:
    _save(
        PromisedRight(
            organisation=activity.organisation,
            activity=activity,
            right=_word(Right, said),
            statement=said.get("statement", ""),
        )
    )


WRITERS = {
    SuggestedPart.FIELD: _field,
    SuggestedPart.PEOPLE: _people,
    SuggestedPart.DATA: _data,
    SuggestedPart.PURPOSE: _purpose,
    SuggestedPart.RECIPIENT: _recipient,
    SuggestedPart.PERIOD: _period,
    SuggestedPart.MEASURE: _measure,
    SuggestedPart.RIGHT: _right,
}


def _save(row: RegisterModel) -> RegisterModel:
    row.full_clean()
    row.save()
    return row


def _known(model: type[RegisterModel], said: dict) -> dict:
    """What names fields of the table; a suggestion may be older than they are."""
    for name in said:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise ValidationError(
                _("There is no field “{name}”. Decline it, and enter it by hand.").format(name=name)
            ) from error
    return said


def _word(model: type[RegisterModel], said: dict) -> RegisterModel:
    """The word of the register that is meant; it is made where there is none yet."""
    found = model.objects.filter(code=said["code"]).first()
    found = found or model.objects.filter(name__iexact=said["name"]).first()
    if found is None:
        flags = {name: value == "yes" for name, value in said.items() if name.startswith("is_")}
        texts = {
            name: said[name]
            for name in ("code", "name", "description", "kind", "collection", "citation")
            if name in said
        }
        return _save(model(**texts, **flags))
    if found.retired_on:
        raise ValidationError(
            _("“{word}” is retired. Bring it back into use, or decline this.").format(word=found)
        )
    return found


def _named(model: type[RegisterModel], key: str) -> RegisterModel:
    """A row of a list that the law closes, or a country."""
    found = model.objects.filter(**{model.key[0]: key}).first()
    if found is None:
        raise ValidationError(
            _("“{key}” is not among the {table}. Load the terms (load_terms).").format(
                key=key, table=model._meta.verbose_name_plural
            )
        )
    return found
