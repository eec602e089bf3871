import pytest

from tests.support.production import run_python

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.mark.parametrize("words", [["load_terms"], ["export_register", "out"]])
def test_a_command_on_a_database_without_tables_says_in_a_line_what_to_do(words):
    ended = run_python("manage.py", *words)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("The database cannot be used: ")
    assert "manage.py migrate" in line
