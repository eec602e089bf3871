"""Commands of others that would write past the history say so in one line, and do nothing."""

import pytest
from django.core.management import CommandError, call_command

from tests.production import run_python

REFUSED = {
    "clean_old_history": "none is deleted",
    "clean_duplicate_history": "none is deleted",
    "populate_history": "has its versions already",
    "loaddata": "import_register",
}


@pytest.mark.parametrize("command", REFUSED)
def test_what_would_write_past_the_history_is_refused(command):
    with pytest.raises(CommandError, match=REFUSED[command]):
        call_command(command, "anything")


def test_a_refusal_is_one_line_whatever_words_follow():
    refused = run_python("manage.py", "clean_old_history", "--auto", "--days", "30")
    assert refused.returncode == 1
    assert refused.stderr == (
        "CommandError: Versions are evidence, and none is deleted. "
        "apply_retention removes personal data.\n"
    )
