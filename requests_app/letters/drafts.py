"""What a letter begins with: a template, filled for one request in the language of the template."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst

from requests_app.handling.complaints import is_complaint
from requests_app.letters.access import access_text, complaint, information_text
from requests_app.letters.languages import Language, language_of, own_language
from requests_app.letters.notice import notice_text
from requests_app.letters.telling import Gap, Telling
from requests_app.messages.correspondence import privacy_address
from requests_app.models import DataSubjectRequest, MessageTemplate, RequestedRight, Requester
from requests_app.vocabulary import Channel, MessageKind

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Stands in a draft until the ground is chosen that is put in its place.
GROUND = "{ground}"


@dataclass(frozen=True)
class Draft:
    """Subject and text to begin with, and what the register did not say for it."""

    subject: str
    text: str
    gaps: list[Gap]


def in_order(templates: Iterable[MessageTemplate], wanted: str) -> list[MessageTemplate]:
    """Those in the language that is wanted first, then in that of the installation, then others."""
    ranks = [wanted, own_language().code]

    def rank(template: MessageTemplate) -> int:
        code = template.language.lower().replace("_", "-").split("-")[0]
        return ranks.index(code) if code in ranks else len(ranks)

    return sorted(templates, key=rank)


def draft(template: MessageTemplate, request: DataSubjectRequest) -> Draft:
    """Each name in braces once: what is filled in is not filled again."""
    telling = Telling(language_of(template.language))
    words = Words(telling, request, template.kind)
    text = words.fill(template.text)
    if template.kind == MessageKind.ANSWER:
        text = _with_what_was_asked(text, template.text, words)
    return Draft(words.fill(template.subject), text, telling.gaps)


def _with_what_was_asked(text: str, template: str, words: "Words") -> str:
    """An organisation's own template may be older than Article 15 in it: nothing is left out."""
    left_out = [name for name in ("access", "information") if f"{{{name}}}" not in template]
    blocks = filter(None, [LONG[name](words) for name in left_out])
    return "\n\n".join([text, *blocks])


class Words:
    """The closed set of what templates may name in braces, for one request."""

    def __init__(self, telling: Telling, request: DataSubjectRequest, kind: str):
        self.telling, self.request, self.kind = telling, request, kind
        self.language: Language = telling.language
        self.rights = list(request.rights.in_use().select_related("right"))
        self.requester = Requester.objects.filter(request=request).first()

    def fill(self, text: str) -> str:
        if not (self.requester and self.requester.name):
            text = re.sub(r"[ \t]*\{name\}", "", text)
        # Where nothing is to be said the empty lines around it go too.
        return re.sub(r"\0\n*", "", PLACEHOLDER.sub(self._said, text))

    def _said(self, found: re.Match) -> str:
        name = found[1]
        if name in LONG:
            return LONG[name](self) or "\0"
        return PLAIN[name](self) if name in PLAIN else found[0]

    def called(self) -> str:
        """The rights; as the register calls them they begin with a capital."""
        return ", ".join(
            self.language.of("right", right.right.code) or str(right.right).lower()
            for right in self.rights
        )

    def day(self, day) -> str:
        return self.language.day(day) if day else self.telling.say("open")

    def outcomes(self) -> str:
        lines = []
        for right in self.rights:
            outcome = self.language.of("outcome", right.outcome) or self.telling.say("open")
            lines.append(
                f"- {self.telling.item(capfirst(self.language.right(right.right)), outcome)}"
            )
        return "\n".join(lines)

    def grounds(self) -> str:
        """Why not, in words. A ground that is still to be chosen is filled in once it is."""
        is_refusal = self.kind == MessageKind.REFUSAL
        return self._list(
            (right, self._ground(right))
            for right in self.rights
            if right.ground or (is_refusal and not right.outcome)
        )

    def _list(self, said: Iterable[tuple[RequestedRight, str]]) -> str:
        lines = (
            self.telling.item(capfirst(self.language.right(right.right)), words)
            for right, words in said
        )
        return "\n".join(f"- {line}" for line in lines)

    def _ground(self, right) -> str:
        return self.language.ground(right.ground) if right.ground else GROUND

    def when(self) -> str:
        """By when the answer comes. Article 12(3), which extends, says nothing of complaints."""
        if is_complaint(self.request):
            return self.telling.say("when_complaint", due=self.day(self.request.due_on))
        due, told = self.day(self.request.due_on), self.day(self.request.notice_due_on)
        return self.telling.say("when", due=due, told=told)

    def thanks(self) -> str:
        """What came in writing has a subject, in which the reference can stay."""
        is_told = self.request.channel in (Channel.PHONE, Channel.IN_PERSON)
        return self.telling.say(
            "thanks_told" if is_told else "thanks",
            received_on=self.day(self.request.received_on),
            reference=self.request.reference,
        )

    def information(self) -> str:
        asked = any(right.right.code == "information" for right in self.rights)
        return information_text(self.telling, self.request) if asked else ""


Said = Callable[[Words], str]
PLAIN: Mapping[str, Said] = {
    "reference": lambda words: words.request.reference,
    "organisation": lambda words: str(words.request.organisation),
    "name": lambda words: words.requester.name if words.requester else "",
    "received_on": lambda words: words.day(words.request.received_on),
    "due_on": lambda words: words.day(words.request.due_on),
    "notice_due_on": lambda words: words.day(words.request.notice_due_on),
    "rights": Words.called,
    "thanks": Words.thanks,
    "when": Words.when,
    "extension_reason": lambda words: words.request.extension_reason,
    "contact": lambda words: privacy_address(words.request) or "",
}
LONG: Mapping[str, Said] = {
    "outcomes": Words.outcomes,
    "grounds": Words.grounds,
    "complaint": lambda words: complaint(words.telling, words.request),
    "access": lambda words: access_text(words.telling, words.request),
    "information": Words.information,
    "notice": lambda words: notice_text(words.telling, words.request.organisation),
}
