import ast
from textwrap import dedent

import pytest

from tests.support.mutants import changes_in, file_of, mirrors_of
from tests.support.production import run_python

PLUS = {"f(a, b) + max(c, d) → f(a, b) - max(c, d)"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = a <= b", {"a <= b → a < b"}),
        ("x = a < b != c", {"a < b != c → a <= b != c", "a < b != c → a < b == c"}),
        ("x = a and b", {"a and b → a or b", "a and b → a", "a and b → b"}),
        ("x = not a", {"not a → a"}),
        ("x = 7", {"7 → 8", "7 → 6"}),
        ("x = True", {"True → False"}),
        ("order_by('-at')", {"order_by('-at') → pass", "'-at' → 'at'"}),
        ("x = f(a, b) + max(c, d)", {"f(a, b) → f(b, a)", "max(c, d) → min(c, d)"} | PLUS),
        ("x = f(on=a)", {"f(on=a) → f()"}),
        ("x = sorted(a)", {"sorted(a) → list(a)"}),
        ("x = rows.filter()", {"rows.filter() → rows.exclude()"}),
        ("x = [a, b]", {"[a, b] → [b]", "[a, b] → [a]"}),
        ("x = {a: b}", {"{a: b} → {}"}),
        ("x = [a for a in b if c]", {"for a in b if c → for a in b", "c → not c"}),
        ("x.a = b", {"x.a = b → pass"}),
        ("if a: b += c", {"a → not a", "b += c → pass", "b += c → b -= c"}),
        ("return a", {"return a → return None"}),
        ("raise a", {"raise a → pass"}),
    ],
)
def test_each_kind_of_slip_is_made(code, expected):
    assert {str(change) for change in changes_in(ast.parse(code))} == expected


def test_wording_and_types_are_left_alone():
    code = '''
        """Words."""
        def f(a: list[int, str]) -> "Words":
            "Words."
            say(_("Words"), f"words {a}")
    '''
    found = [str(change) for change in changes_in(ast.parse(dedent(code)))]
    assert not [words for words in found if words.startswith(("'", "_", "list"))]


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (
            "requests_app.handling.lifecycle",
            [f"handling/test_lifecycle{part}.py" for part in ["", "_questions", "_receipt"]],
        ),
        ("requests_app.deadlines.periods", ["deadlines/test_periods.py"]),
    ],
)
def test_the_mirrors_of_a_module_are_those_that_mirror_it(module, expected):
    assert mirrors_of(module) == [f"tests/requests_app/{name}" for name in expected]


@pytest.mark.slow
def test_what_is_not_noticed_is_printed_and_no_file_is_changed():
    code = file_of("requests_app.deadlines.periods").read_bytes()
    only = "tests/requests_app/deadlines/test_periods.py"
    only += "::test_the_row_in_force_is_the_last_that_has_begun"
    two = ["requests_app.deadlines.periods", "--many", "2", "--seed", "6", "--tests", only]
    # Of two changes this test notices one; the word for working days it does not ask for.
    assert run_python("-m", "tests.support.mutants", *two).stdout.splitlines() == [
        f"2 of 175 changes, seed 6, tried with {only}",
        "requests_app/deadlines/periods.py:37: 'working_days' → '-working_days'",
        "1 of 2 changes were not noticed.",
    ]
    assert file_of("requests_app.deadlines.periods").read_bytes() == code


@pytest.mark.slow
def test_tests_that_fail_without_a_change_say_nothing_about_one():
    done = run_python(
        "-m",
        "tests.support.mutants",
        "requests_app.deadlines.periods",
        "--tests",
        "tests/none.py",
    )
    assert done.returncode
    assert "the tests fail without any change" in done.stderr
