"""What templates of letters may name in braces, told to whoever writes one."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Placeholder:
    name: str
    meaning: str
    example: str

    @property
    def written(self) -> str:
        return f"{{{self.name}}}"


# By what they speak of. What is filled in is in the language of the letter.
GROUPS = (
    (
        _("The request"),
        (
            Placeholder("reference", _("How the request is quoted"), _("R-2026-000004")),
            Placeholder("received_on", _("The day on which it came"), _("3 August 2026")),
            Placeholder(
                "due_on", _("The day by which it has to be answered"), _("3 September 2026")
            ),
            Placeholder(
                "notice_due_on",
                _("The day by which people have to be told of an extension or a refusal"),
                _("3 September 2026"),
            ),
            Placeholder("rights", _("What is asked for"), _("access, erasure")),
            Placeholder(
                "thanks",
                _("Thanks for what was written, or for what was told by phone or in person"),
                _("Thank you for writing to us. Your message reached us on 3 August 2026. …"),
            ),
            Placeholder(
                "when",
                _("By when the answer comes"),
                _("We answer by 3 September 2026 as things stand. …"),
            ),
        ),
    ),
    (
        _("Who writes, and to whom"),
        (
            Placeholder(
                "organisation", _("The organisation that was asked"), _("Example Foundation")
            ),
            Placeholder(
                "name",
                _("Who asked; where no name is known it is left out with the space before it"),
                _("Ms Example"),
            ),
            Placeholder("contact", _("Its address for privacy"), _("privacy@example.org")),
        ),
    ),
    (
        _("What was decided"),
        (
            Placeholder(
                "outcomes",
                _("Each right with its outcome, a line for each"),
                _("- Access: fulfilled"),
            ),
            Placeholder(
                "grounds",
                _("A line for each right that is refused: its ground"),
                _("- Erasure: we need the data for a legal claim"),
            ),
            Placeholder(
                "extension_reason",
                _("Why more time is needed, as it stands with the request"),
                _("the archive has to be searched by hand"),
            ),
            Placeholder(
                "complaint",
                _("Where to complain, with the supervisory authority, and the way to a court"),
                _("You may complain to a supervisory authority, …"),
            ),
        ),
    ),
    (
        _("What the register says, as a longer text"),
        (
            Placeholder("access", _("What Article 15 wants told"), _("several paragraphs")),
            Placeholder(
                "information", _("All that Articles 13 and 14 want told"), _("several paragraphs")
            ),
            Placeholder(
                "notice", _("What happens with what people send here"), _("several paragraphs")
            ),
        ),
    ),
)
