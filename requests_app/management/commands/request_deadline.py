"""Print by when a request must be answered; where there is no register, as the law is shipped."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.deadlines.calendars import CalendarError, calendar
from requests_app.deadlines.due_dates import Deadline, answer_deadline, notice_deadline
from requests_app.deadlines.periods import PERIODS, Period
from requests_app.deadlines.questions import DeadlineError, Need, Question, Rule
from requests_app.deadlines.wording import part_to_choose
from requests_app.grounds import EVERY
from requests_app.stops import stop_row
from requests_app.timing import periods

BAD_INPUT = 2
NEEDS = (Need.IDENTITY, Need.CLARIFICATION)
OPEN = "open"


class Command(BaseCommand):
    help = gettext_lazy(
        "Prints the day by which a request must be answered, or “open” while the "
        "period is suspended. With -v 2 it also prints how the day was calculated."
    )
    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.description = str(self.help)
        parser.error = self._refuse_options
        return parser

    def add_arguments(self, parser):
        day = {"metavar": "DATE"}
        parser.add_argument("--received", required=True, help=_("YYYY-MM-DD"), **day)
        parser.add_argument("--rule", default=str(Rule.EDPB), help=" | ".join(Rule))
        parser.add_argument(
            "--calendar",
            default="none",
            help=_(
                "calendar of holidays: none (only weekends), a country (FR) or a region (GB-ENG)"
            ),
        )
        parser.add_argument(
            "--extended", action="store_true", help=_("the period was extended to three months")
        )
        parser.add_argument(
            "--right",
            action="append",
            choices=EVERY,
            default=[],
            help=_("a right that is invoked: says what has to stop at once"),
        )
        for need in NEEDS:
            parser.add_argument(f"--{need}-requested", help=_("asked for on"), **day)
            parser.add_argument(f"--{need}-received", help=_("received on"), **day)

    def handle(self, **options):
        try:
            received = _day(options, "received")
            terms = {
                "rule": _rule(options["rule"]),
                "calendar": calendar(options["calendar"]),
                "questions": [question for need in NEEDS if (question := _asked(options, need))],
                "periods": self._periods(),
            }
            answer = answer_deadline(received, is_extended=options["extended"], **terms)
            notice = notice_deadline(received, **terms)
        except (DeadlineError, CalendarError) as error:
            raise CommandError(_one_line(error), returncode=BAD_INPUT) from error
        if said := part_to_choose(terms["calendar"]):
            self.stderr.write(said)
        self.stdout.write(_iso(answer))
        for code in options["right"]:
            if row := stop_row(code, options["right"], received):
                said = _("stop at once: {day} (Article {article}, {right})")
                self.stdout.write(said.format(day=received, article=row.article, right=code))
        if options["verbosity"] > 1:
            self._derive(answer, notice)

    def _periods(self) -> tuple[Period, ...]:
        """The register's; as shipped where there is none yet, or where it does not answer."""
        is_file = connection.vendor == "sqlite" and connection.connection is None
        if is_file and not Path(connection.settings_dict["NAME"]).exists():
            return PERIODS  # asking would make the file
        try:
            return periods()
        except DatabaseError:
            self.stderr.write(
                _("The database does not answer, so the shipped legal periods are used.")
            )
            return PERIODS

    def _derive(self, answer: Deadline, notice: Deadline) -> None:
        self.stdout.write(answer.derivation)
        self.stdout.write(
            _("start {start}, raw end {raw}, due {due}, rule {rule}, calendar {calendar}").format(
                start=answer.start,
                raw=answer.raw or OPEN,
                due=_iso(answer),
                rule=answer.rule,
                calendar=answer.calendar,
            )
        )
        self.stdout.write(
            _("notice of an extension, or of not acting: {due} ({derivation})").format(
                due=_iso(notice), derivation=notice.derivation
            )
        )

    def _refuse_options(self, message: str) -> None:
        """One line, without the usage that would stand before it."""
        said = _("{message}. Options: request_deadline --help").format(message=_one_line(message))
        if not self._called_from_command_line:
            raise CommandError(said, returncode=BAD_INPUT)
        self.stderr.write(said)
        raise SystemExit(BAD_INPUT)


def _iso(deadline: Deadline) -> str:
    return OPEN if deadline.is_open else deadline.due.isoformat()


def _one_line(message: object) -> str:
    return " ".join(str(message).split())


def _rule(name: str) -> Rule:
    if name not in list(Rule):
        raise DeadlineError(
            _("--rule: “{name}” is not a rule. Use {rules}.").format(
                name=name, rules=_(" or ").join(Rule)
            )
        )
    return Rule(name)


def _asked(options: dict, need: Need) -> Question | None:
    asked_on = _day(options, f"{need}_requested")
    answered_on = _day(options, f"{need}_received")
    if asked_on is None and answered_on is not None:
        raise DeadlineError(
            _("--{need}-received needs --{need}-requested: give the day it was asked for.").format(
                need=need
            )
        )
    return asked_on and Question(need, asked_on, answered_on)


def _day(options: dict, name: str) -> date | None:
    text = options[name]
    if text is None or type(text) is date:
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise DeadlineError(
            _(
                "--{option}: “{text}” is not a valid date. Write it as YYYY-MM-DD, such as {day}."
            ).format(option=name.replace("_", "-"), text=text, day="2026-01-31")
        )
    return day
