from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import ConnectionHandler, connections

from requests_app.management.commands.request_deadline import Command
from tests.requests_app.factories import make_legal_period

# Read by most, written by one; what it prints is the same on every engine.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def run(capsys, *options):
    """The command as the shell starts it: exit code, standard output, standard error."""
    code = 0
    try:
        Command().run_from_argv(["manage.py", "request_deadline", *options])
    except SystemExit as stop:
        code = stop.code
    return code, *capsys.readouterr()


@pytest.mark.parametrize(
    ("options", "due"),
    [
        pytest.param([], "2026-04-02", id="the controller is outside the Union"),
        pytest.param(["--extended"], "2026-06-02", id="extended"),
        pytest.param(
            ["--identity-requested", "2026-03-05", "--identity-received", "2026-03-12"],
            "2026-04-09",
            id="identity suspends",
        ),
        pytest.param(
            [
                *["--rule", "ico", "--calendar", "GB-ENG"],
                *["--identity-requested", "2026-03-05", "--identity-received", "2026-03-12"],
            ],
            "2026-04-13",
            id="identity restarts",
        ),
        pytest.param(
            [
                *["--rule", "ico", "--clarification-requested", "2026-03-05"],
                *["--clarification-received", "2026-03-12"],
            ],
            "2026-04-10",
            id="clarification days do not count",
        ),
        pytest.param(["--identity-requested", "2026-03-05"], "open", id="the period is suspended"),
    ],
)
def test_standard_output_is_the_due_date_and_nothing_else(capsys, options, due):
    assert run(capsys, "--received", "2026-03-02", *options) == (0, f"{due}\n", "")


@pytest.mark.parametrize(
    ("rights", "stops"),
    [
        (
            ["marketing-objection"],
            ["stop at once: 2026-11-18 (Article 21(3), marketing-objection)"],
        ),
        (["consent-withdrawal"], ["stop at once: 2026-11-18 (Article 7(3), consent-withdrawal)"]),
        (
            ["rectification", "restriction"],
            ["stop at once: 2026-11-18 (Article 18(1)(a), restriction)"],
        ),
        (["access"], []),
    ],
)
def test_what_stops_at_once_is_told_beside_the_month_for_the_answer(capsys, rights, stops):
    options = [part for code in rights for part in ("--right", code)]
    code, out, err = run(capsys, "--received", "2026-11-18", *options)
    assert (code, out.splitlines(), err) == (0, ["2026-12-18", *stops], "")


def test_a_right_that_is_none_is_refused_in_a_line(capsys):
    code, out, err = run(capsys, "--received", "2026-11-18", "--right", "oblivion")
    assert (code, out) == (2, "")
    assert "oblivion" in err


def test_the_periods_are_those_of_the_register(capsys):
    make_legal_period(valid_from=date(2026, 3, 1), amount=2)
    assert run(capsys, "--received", "2026-03-02") == (0, "2026-05-04\n", "")


def test_a_bare_gb_asks_for_a_part_and_takes_the_earlier_day(capsys):
    code, out, err = run(capsys, "--received", "2025-03-21", "--calendar", "GB")
    assert (code, out) == (0, "2025-04-21\n")
    assert "Choose a part: GB-ENG" in err


def test_a_part_of_gb_has_its_own_holidays(capsys):
    options = ["--received", "2025-03-21", "--calendar", "GB-ENG"]
    assert run(capsys, *options) == (0, "2025-04-22\n", "")


def test_without_a_calendar_a_sunday_becomes_monday(capsys):
    assert run(capsys, "--received", "2026-02-01", "--calendar", "none") == (0, "2026-03-02\n", "")


def test_two_v_tell_how_the_day_was_found(capsys):
    notice = (
        "notice of an extension, or of not acting: 2026-03-02 "
        "(received 31 January 2026 → 28 February is a Saturday → Monday 2 March)"
    )

    _code, out, _err = run(
        capsys, "--received", "2026-01-31", "--calendar", "FR", "--extended", "-v", "2"
    )

    assert out.splitlines() == [
        "2026-04-30",
        "received 31 January 2026 → extended to 3 months from 31 January → Thursday 30 April",
        "start 2026-01-31, raw end 2026-04-30, due 2026-04-30, rule edpb, calendar FR",
        notice,
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param([], "--received", id="nothing"),
        pytest.param(["--received"], "--received", id="an option without its value"),
        pytest.param(["--received", "31.1.2026"], "Write it as YYYY-MM-DD", id="another order"),
        pytest.param(
            ["--received", "2026-02-29"], "“2026-02-29” is not a valid date", id="no such day"
        ),
        pytest.param(["--received", "2026-W05-1"], "is not a valid date", id="a week"),
        pytest.param(["--received", "1\n2"], "“1 2” is not a valid date", id="two lines"),
        pytest.param(["--received", ""], "is not a valid date", id="empty"),
        pytest.param(
            ["--received", "2026-03-02", "--calendar", "ZZ"], "such as GB-ENG", id="no country"
        ),
        pytest.param(
            ["--received", "2026-03-02", "--calendar", "GB-X"], "GB-WLS", id="no such part"
        ),
        pytest.param(
            ["--received", "2026-03-02", "--rule", "dpa"], "Use edpb or ico", id="no such rule"
        ),
        pytest.param(["--received", "2026-03-02", "--when"], "--when", id="no such option"),
        pytest.param(["--received", "9999-12-31"], "too far in the future", id="the end of time"),
        pytest.param(
            ["--received", "2026-03-02", "--identity-received", "2026-03-05"],
            "needs --identity-requested",
            id="an answer without a question",
        ),
        pytest.param(
            ["--received", "2026-03-02", "--clarification-received", "2026-03-05"],
            "needs --clarification-requested",
            id="clarity without a question",
        ),
        pytest.param(
            [
                *["--received", "2026-03-02", "--identity-requested", "2026-03-06"],
                *["--identity-received", "2026-03-05"],
            ],
            "before it was asked for on 2026-03-06",
            id="an answer before its question",
        ),
        pytest.param(
            ["--received", "2026-03-02", "--identity-requested", "2026-03-01"],
            "before the request was received on 2026-03-02",
            id="a question before the request",
        ),
    ],
)
def test_bad_input_exits_with_2_and_one_line_that_says_what_to_give(capsys, options, said):
    code, out, err = run(capsys, *options)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("options", [{"received": "soon"}, {}])
def test_called_from_code_bad_input_is_a_command_error(options):
    with pytest.raises(CommandError) as refusal:
        call_command("request_deadline", **options)

    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("is_there", "said"),
    [
        pytest.param(False, "", id="no register yet"),
        pytest.param(
            True, "The database does not answer, so the shipped legal periods", id="no answer"
        ),
    ],
)
def test_no_database_is_needed(capsys, tmp_path, is_there, said):
    file = tmp_path / "register.sqlite3"
    if is_there:
        file.touch()
    ours = connections["default"]
    elsewhere = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    connections["default"] = ConnectionHandler({"default": elsewhere})["default"]
    try:
        code, out, err = run(capsys, "--received", "2026-03-05")
    finally:
        connections["default"].close()
        connections["default"] = ours
    assert (code, out, file.exists()) == (0, "2026-04-06\n", is_there)
    assert err.startswith(said)
    assert bool(err) is bool(said)
