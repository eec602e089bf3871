"""What the register says of one activity to a person whose data is in it (Articles 13 to 15)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from registry.in_force import in_force
from registry.models import DataSubjectCategory, ProcessingActivity, Purpose, RetentionRule
from registry.records.absence import NONE, NOT_APPLICABLE
from registry.vocabulary import Answer
from registry.vocabulary import Collection as Collected
from requests_app.letters.telling import Telling

# What asks for each point: of an answer to a request for access, and of information.
ACCESS = {
    "purposes": "15(1)(a)",
    "data": "15(1)(b)",
    "recipients": "15(1)(c)",
    "periods": "15(1)(d)",
    "sources": "15(1)(g)",
    "automated": "15(1)(h)",
    "transfers": "15(2)",
}
INFORMATION = {
    "purposes": "13(1)(c)",
    "data": "14(1)(d)",
    "recipients": "13(1)(e)",
    "periods": "13(2)(a)",
    "sources": "14(2)(f)",
    "automated": "13(2)(f)",
    "transfers": "13(1)(f)",
}
INTEREST = "6(1)(f)"
# What is read here of an activity.
READ = (
    "purposes__legal_bases",
    "data_categories",
    "retention_rules__data_categories",
    "retention_rules__data_subjects",
    "retention_rules__processor",
    "organisation__transfers__processor",
    "organisation__transfers__body",
    "organisation__transfers__country",
    "organisation__transfers__adequacy_decision",
    "other_controllers",
    "engagements",
)


def last_day(activity: ProcessingActivity, on: date) -> date:
    """The day itself, or the last one on which the activity took place."""
    retired = activity.retired_on - timedelta(days=1) if activity.retired_on else None
    return min(filter(None, [on, activity.ends_on, retired]))


@dataclass
class About:
    """One activity, as it was on a day, for people of some categories. No categories: anybody."""

    telling: Telling
    activity: ProcessingActivity
    on: date
    articles: Mapping[str, str]
    people: Collection[DataSubjectCategory] = ()

    def __post_init__(self):
        self.day = last_day(self.activity, self.on)

    @property
    def asks_for_bases(self) -> bool:
        return self.articles is INFORMATION

    def gap(self, point: str, what: str, **words: object) -> str:
        return self.telling.gap(self.articles[point], what, self.activity, **words)

    def purposes(self) -> Iterator[str]:
        """Each with its legal bases, where they are stated or have to be."""
        rows = in_force(self.activity.purposes.all(), self.day)
        if not rows:
            yield self.gap("purposes", "gap_purposes")
        for row in rows:
            yield " ".join([self.telling.quote(row.text), *self._bases(row)])

    def _bases(self, purpose: Purpose) -> Iterator[str]:
        telling = self.telling
        bases = [basis.citation for basis in purpose.legal_bases.all()]
        if bases:
            yield f"({', '.join(map(telling.language.cite, bases))})"
        elif self.asks_for_bases:
            yield self.gap("purposes", "gap_basis", name=purpose.text)
        if INTEREST in bases and purpose.legitimate_interest:
            said = telling.quote(purpose.legitimate_interest)
            yield f"– {telling.item(telling.say('interest'), said)}"
        elif INTEREST in bases and self.asks_for_bases:
            yield self.telling.gap("13(1)(d)", "gap_interest", self.activity, name=purpose.text)

    def data(self) -> Iterator[str]:
        categories = self.activity.data_categories.all()
        yield self.telling.names(categories) or self.gap("data", "gap_data")

    def periods(self) -> Iterator[str]:
        rules = [
            rule
            for rule in in_force(self.activity.retention_rules.all(), self.day)
            if self._is_about_them(rule)
        ]
        yield from map(self._period, rules)
        absent = self.activity.absences.get("retention_rules", "")
        if not rules and absent.startswith(NOT_APPLICABLE):
            yield self.telling.quote(absent.removeprefix(NOT_APPLICABLE))
        elif left := self._without_limit(rules):
            yield self.gap("periods", "gap_periods", name=left)

    def _is_about_them(self, rule: RetentionRule) -> bool:
        of = {people.pk for people in rule.data_subjects.all()}
        them = {people.pk for people in self.people}
        return not of or not them or bool(of & them)

    def _without_limit(self, rules: Collection[RetentionRule]) -> str:
        """The data that no rule covers."""
        data = {category.pk: category for category in self.activity.data_categories.all()}
        for rule in rules:
            named = {category.pk for category in rule.data_categories.all()}
            if not named and not rule.is_partial:
                return ""
            for pk in named:
                data.pop(pk, None)
        if not data and not rules:
            return self.telling.say("all_data")
        return self.telling.names(data.values())

    def _period(self, rule: RetentionRule) -> str:
        telling = self.telling
        what = telling.names(rule.data_categories.all()) or telling.quote(rule.limited_to)
        what = what or telling.say("all_data")
        if rule.processor_id:
            what = f"{what}, {telling.say('only_of', name=telling.quote(rule.processor))}"
        length = self._length(rule)
        if action := telling.language.of("action", rule.action):
            length = telling.say("then", length=length, action=action)
        return telling.item(what, length)

    def _length(self, rule: RetentionRule) -> str:
        telling = self.telling
        if rule.period is None:
            ends = telling.language.of("end", rule.ends_with)
            return ", ".join(filter(None, [ends, telling.quote(rule.criterion).rstrip(".")]))
        length = telling.language.period(rule.period, rule.unit)
        if rule.trigger:
            return telling.say("counted_from", length=length, trigger=telling.quote(rule.trigger))
        if rule.is_absent("trigger"):
            return length
        return f"{length} {self.gap('periods', 'gap_trigger', name=rule.name)}"

    def sources(self) -> Iterator[str]:
        telling = self.telling
        categories = list(self.activity.data_categories.all())
        for way, phrase in [(Collected.GIVEN, "given"), (Collected.OBSERVED, "observed")]:
            them = telling.names(row for row in categories if row.collection == way)
            if them:
                yield telling.item(them, telling.say(phrase))
        known = {Collected.GIVEN, Collected.OBSERVED}
        for row in categories:
            if row.collection in known:
                continue
            name = telling.quote(row)
            if row.source:
                yield telling.item(name, telling.quote(row.source))
            else:
                yield self.gap("sources", "gap_source", row=row, name=name)

    def automated(self) -> Iterator[str]:
        activity, telling = self.activity, self.telling
        if activity.is_automated == Answer.NO:
            yield telling.say("none")
        elif activity.is_automated == Answer.NOT_STATED:
            yield self.gap("automated", "gap_automated")
        elif not activity.automated_logic:
            yield self.gap("automated", "gap_logic")
        else:
            yield from filter(
                None, map(telling.quote, [activity.automated_logic, activity.automated_safeguards])
            )

    def controllers(self) -> str:
        """On whose behalf it is done, where we are a processor."""
        names = self.telling.names(self.activity.other_controllers.all())
        name = self.activity.name
        return names or self.telling.gap("28(3)(e)", "gap_controllers", self.activity, name=name)

    @property
    def has_no_recipients(self) -> bool:
        """It is stated that there are none; or those there are are all our own people."""
        is_stated = self.activity.absences.get("recipients") == NONE
        return is_stated or any(not row.retired_on for row in self.activity.engagements.all())
