"""Imports point down one list, never up and never in a circle; files stay small."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.cases import for_each

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["config", "requests_app", "registry"]
# Each part may import what stands on its own line or below. What is not here has no place.
ORDER = [
    ["config"],
    [
        "requests_app.admin",
        "requests_app.admin_calendar",
        "requests_app.admin_reminders",
        "requests_app.admin_retention",
        "requests_app.apps",
        "requests_app.checks",
        "requests_app.feeds",
        "requests_app.management",
        "requests_app.urls",
    ],
    [
        "requests_app.example",
        "requests_app.intake",
        "requests_app.public",
        "requests_app.sorting",
    ],
    [
        "requests_app.by_file",
        "requests_app.casefile",
        "requests_app.confidence",
        "requests_app.correspondence",
        "requests_app.lifecycle",
        "requests_app.reminders",
        "requests_app.removal",
        "requests_app.resources",
        "requests_app.retention",
        "requests_app.storage",
    ],
    ["requests_app.transitions"],
    [
        "requests_app.checklist",
        "requests_app.inheritance",
        "requests_app.recount",
        "requests_app.references",
        "requests_app.timing",
    ],
    ["requests_app.migrations", "requests_app.models"],
    ["requests_app.querysets"],
    ["requests_app.filetypes"],
    ["requests_app.roles", "requests_app.text", "requests_app.vocabulary"],
    [
        "requests_app.advice",
        "requests_app.calendars",
        "requests_app.clock",
        "requests_app.deadlines",
        "requests_app.questions",
        "requests_app.thresholds",
        "requests_app.wording",
    ],
    [
        "registry.admin",
        "registry.apps",
        "registry.checks",
        "registry.feeds",
        "registry.management",
        "registry.urls",
        "registry.views",
    ],
    [
        "registry.evidence",
        "registry.exchange",
        "registry.approvals",
        "registry.lifecycle",
        "registry.notices",
        "registry.publication",
        "registry.resources",
    ],
    ["registry.migrations", "registry.models"],
    ["registry.completeness", "registry.querysets"],
    ["registry.roles", "registry.vocabulary"],
    ["registry.base"],
]
LEVELS = {part: level for level, parts in enumerate(ORDER) for part in parts}
# Packages whose parts have places of their own; the packages themselves import nothing.
DIVIDED = ("registry", "requests_app")
# The law's clock is to be used where there is no database.
PURE = next(parts for parts in ORDER if "requests_app.deadlines" in parts)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
WRITTEN = {name: path for name, path in FILES.items() if ".migrations" not in name}
# What leaves the register has to be whole in one file.
ALONE = {"registry.evidence.stranger.verify"}


def part_of(module: str) -> str:
    package, *rest = module.split(".")
    return ".".join([package, *rest[:1]]) if package in DIVIDED else package


def imported(nodes, module: str) -> set[str]:
    """The modules of ours that some statements import."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: write imports in full"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= (inside & FILES.keys()) or {node.module}
    return {name for name in names if name.split(".")[0] in PACKAGES}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


@for_each(module=FILES)
def test_every_module_has_its_place_and_imports_nothing_from_above(module):
    if module in DIVIDED:
        assert imported(ast.walk(tree(module)), module) == set()
        return
    level = LEVELS[part_of(module)]
    upward = [
        name for name in imported(ast.walk(tree(module)), module) if LEVELS[part_of(name)] < level
    ]
    assert upward == []


@for_each(module=PURE)
def test_the_clock_of_the_law_asks_no_database(module):
    named = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not {name for name in named if name.startswith(("django.db", "django.conf", "registry"))}


def test_no_imports_go_round_in_a_circle():
    arrows = {module: imported(tree(module).body, module) for module in FILES}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_files_stay_small():
    ours = WRITTEN.keys() - ALONE
    lines = {name: len(WRITTEN[name].read_text("utf-8").splitlines()) for name in ours}
    assert {name: count for name, count in lines.items() if count > 400} == {}
    long = [name for name, count in lines.items() if count > 250]
    assert len(long) <= len(lines) / 10, long


@for_each(module=[name for name in WRITTEN if FILES[name].stat().st_size])
def test_every_module_says_in_a_sentence_what_is_to_be_found_there(module):
    assert ast.get_docstring(tree(module))
