"""Commands of others that would write past the history say so in one line, and do nothing."""

import pytest
from django.core.management import get_commands, load_command_class

REFUSED = {
    "clean_old_history": "are never deleted",
    "clean_duplicate_history": "are never deleted",
    "populate_history": "already has its versions",
    "loaddata": "import_register",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_write_past_the_history_is_refused_whatever_words_follow(name, capsys):
    command = load_command_class(get_commands()[name], name)
    with pytest.raises(SystemExit, match="1"):
        command.run_from_argv(["manage.py", name, "--auto", "--days", "30"])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("CommandError: ")
    assert REFUSED[name] in line
