"""Who takes part where, and what holds for every hook."""

import re
from contextlib import suppress
from inspect import signature

import pytest

from registry import hooks
from tests.support.documents import Document
from tests.support.production import ROOT

# Hook by hook, in their order. Whoever adds a connection says so here too.
CONNECTED = {
    "versions_written": [
        "registry.evidence.log.sealing.seal_versions",
        "registry.searching.index.keep_words",
    ],
    "event_announced": [
        "registry.evidence.log.sealing.seal_event",
        "registry.signing_in.sessions.end_when_changed",
        "registry.signing_in.telling.tell_owner",
    ],
    "removals_wanted": ["registry.evidence.redaction.removals.removals_from"],
    "timeline_wanted": [
        "registry.admin.events.Events",
        "requests_app.admin.timeline.Searches",
        "requests_app.admin.timeline.Notices",
    ],
    "figures_wanted": [
        "registry.admin.figures.register.figures_of_the_record",
        "requests_app.admin.figures.figures_of_requests",
    ],
    "searched_wanted": [
        "registry.searching.tables.of_the_register",
        "requests_app.searched.of_requests",
    ],
    "values_forgotten": [
        "registry.searching.index.forget_words",
        "registry.files_kept.of_register.remove_kept_files",
        "registry.working.keeping.forget_files",
        "requests_app.retention.removal.remove_files",
    ],
    "files_verified": [
        "registry.files_kept.of_register.check_kept_files",
        "requests_app.messages.files_check.check_files",
    ],
    "files_named": [
        "registry.files_kept.of_register.names_of_kept_files",
        "requests_app.messages.files_check.names_of_attachments",
    ],
    "roles_described": ["registry.roles.in_words", "requests_app.roles.in_words"],
    "terms_wanted": ["registry.apps.load_terms", "requests_app.apps.load_request_terms"],
    "examples_wanted": ["registry.apps.load_example", "requests_app.apps.load_request_example"],
    "own_rows_wanted": [
        "registry.beginning.example.own_rows",
        "requests_app.example.from_outside",
    ],
}
HOOKS = {name: hook for name, hook in vars(hooks).items() if isinstance(hook, hooks.Hook)}


def first(said: list) -> None:
    said.append("first")


def second(said: list) -> None:
    said.append("second")


def refusing(said: list) -> None:
    raise ValueError("not like that")


@pytest.fixture
def hook():
    @hooks.Hook
    def something_happened(said: list) -> None:
        """For these tests."""

    return something_happened


def said_by(hook) -> list[str]:
    said = []
    with suppress(ValueError):
        hook(said)
    return said


def test_every_hook_is_in_the_table():
    assert list(HOOKS) == list(CONNECTED)


@pytest.mark.parametrize("name", CONNECTED)
def test_exactly_those_of_the_table_are_connected(name):
    receivers = HOOKS[name].receivers
    assert [f"{of.__module__}.{of.__qualname__}" for of in receivers] == CONNECTED[name]


def test_the_architecture_names_exactly_those_of_the_table():
    rows = Document(ROOT / "docs/architecture.md").table_under("## What happens at a save")
    said = re.compile(r"`(\w+)(?:\(\))?`(?: and `(\w+)(?:\(\))?`)? of\s+`([\w/]+)\.py`")
    found = {
        hook.strip("`"): [
            f"{module.replace('/', '.')}.{name}"
            for one, other, module in said.findall(receivers)
            for name in (one, other)
            if name
        ]
        for hook, receivers in rows
    }
    assert found == CONNECTED


@pytest.mark.parametrize("name", CONNECTED)
def test_every_receiver_takes_what_its_hook_passes(name):
    agreed = signature(HOOKS[name]).parameters.values()
    for receiver in HOOKS[name].receivers:
        taken = signature(receiver).parameters.values()
        assert [(of.name, of.kind) for of in taken] == [(of.name, of.kind) for of in agreed]


@pytest.mark.parametrize("name", CONNECTED)
def test_every_hook_says_what_is_agreed(name):
    assert HOOKS[name].__doc__


def test_receivers_are_called_in_the_order_in_which_they_were_connected(hook):
    hook.connect(second)
    hook.connect(first)
    assert said_by(hook) == ["second", "first"]


def test_a_hook_returns_what_each_receiver_answers():
    @hooks.Hook
    def number_wanted() -> int:
        """For this test."""

    number_wanted.connect(lambda: 1)
    number_wanted.connect(lambda: 2)
    assert number_wanted() == [1, 2]


def test_a_hook_to_which_nobody_is_connected_does_nothing(hook):
    assert hook([]) == []


def test_whoever_is_connected_twice_is_called_once_and_in_its_place(hook):
    for receiver in (first, second, first):
        hook.connect(receiver)
    assert said_by(hook) == ["first", "second"]


def test_what_a_receiver_raises_goes_to_the_caller(hook):
    hook.connect(refusing)
    with pytest.raises(ValueError, match="not like that"):
        hook([])


def test_after_one_that_raises_nobody_is_called(hook):
    for receiver in (first, refusing, second):
        hook.connect(receiver)
    assert said_by(hook) == ["first"]


def test_one_is_left_out_within_a_context_only_and_comes_back_in_its_place(hook):
    hook.connect(first)
    hook.connect(second)
    with hook.without(first):
        assert said_by(hook) == ["second"]
    assert said_by(hook) == ["first", "second"]


def test_one_that_was_left_out_comes_back_after_a_failure_too(hook):
    hook.connect(first)
    with suppress(ValueError), hook.without(first):
        raise ValueError
    assert said_by(hook) == ["first"]


def test_nobody_is_left_out_who_is_not_connected(hook):
    with (
        pytest.raises(ValueError, match="not connected to something_happened"),
        hook.without(first),
    ):
        pass
