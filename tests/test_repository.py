"""What the repository promises to those who install it and those who change it."""

import hashlib
import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command, get_commands, load_command_class

from config.settings import env
from registry.management.refusals import RefusedCommand
from tests.support.documents import (
    CALLED,
    FILE_NAME,
    OPTION,
    OUR_MODULE,
    OUR_PATH,
    SAID_OF,
    Document,
    is_there,
    names_in,
)
from tests.support.production import ROOT

TOP_LEVEL = {
    *("manage.py", "config", "registry", "requests_app", "templates", "static", "tests"),
    "benchmarks",
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "docs"),
    *("Makefile", "pyproject.toml", "Containerfile", "compose.yaml", "deploy"),
    *("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"),
    *(".ci", ".env.example", ".gitignore"),
}
IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
MAKE = shutil.which("make")
# A pinned package is its name and version, then a line for each file that may be installed.
PINNED = re.compile(r"(?P<name>[\w.-]+)==[\w.]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n")
# Put together here, so that this file does not find itself.
OF_ONE_MACHINE = re.compile("|".join("/" + name + r"/\w" for name in ["root", "home", "work"]))


def is_ours(name: str) -> bool:
    return name != ".git" and not any(fnmatch(name, pattern) for pattern in IGNORED if pattern)


@cache
def our_files() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = filter(is_ours, folders)  # what is not ours is not walked through
        found += [Path(folder, name) for name in filter(is_ours, names)]
    return found


def variables_explained() -> dict[str, str]:
    example = (ROOT / ".env.example").read_text("utf-8")
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, re.MULTILINE))


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {match["name"]: match[0] for match in PINNED.finditer(text)}


def test_the_top_level_holds_what_was_agreed_and_nothing_else():
    assert {path.name for path in ROOT.iterdir() if is_ours(path.name)} == TOP_LEVEL


def test_the_whole_suite_is_run_by_the_command_that_is_documented():
    command = "make test ALL=yes"
    assert (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1].startswith(command)
    for name in ("README.md", "CONTRIBUTING.md"):
        assert f"    {command} " in (ROOT / name).read_text("utf-8")


@pytest.mark.skipif(MAKE is None, reason="no make here")
@pytest.mark.parametrize(
    ("words", "wanted"), [([], "requirements-dev.txt"), (["DEV=no"], "requirements.txt")]
)
def test_a_server_is_installed_without_what_only_tests_need(words, wanted):
    changed = ["--what-if=requirements.txt", "--what-if=requirements-dev.txt"]
    called = [MAKE, "--dry-run", *changed, "install", *words]
    steps = subprocess.check_output(called, cwd=ROOT, text=True)
    assert f"--requirement {wanted}\n" in steps


def test_every_environment_variable_is_explained_and_no_other():
    assert set(variables_explained()) == set(env.scheme)


def test_the_defaults_that_are_explained_are_the_real_ones():
    explained = variables_explained()
    defaults = {name: how[1] for name, how in env.scheme.items() if isinstance(how, tuple)}
    del defaults["DATABASE_URL"]  # lies where the repository lies
    assert {name: explained[name] for name in defaults} == {
        name: "" if default == [] else str(default) for name, default in defaults.items()
    }


def test_nothing_but_the_settings_reads_the_environment():
    readers = {
        path.relative_to(ROOT).as_posix()
        for part in ["config", "registry", "requests_app"]
        for path in (ROOT / part).rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault| \|)|getenv", path.read_text("utf-8"))
    }
    assert readers == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hashes(name):
    left_over = PINNED.sub("", (ROOT / name).read_text("utf-8")).split("\n")
    assert [line for line in left_over if line.strip() and not line.strip().startswith("#")] == []


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_package_that_was_chosen_is_said_to_be_there_for_something(name):
    chosen = set(re.findall(r"^(\w[\w-]*)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    said = {
        package
        for cells in DOCUMENTS["CHANGELOG.md"].table_under("### Dependencies")
        for package in re.findall(r"`([\w-]+)`", cells[0])
        if len(cells[1]) > 1
    }
    assert chosen <= said


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_packages_come_from_wherever_the_installer_is_set_to_look(name):
    assert not re.search(r"://|--(index|extra|find|trusted)", (ROOT / name).read_text("utf-8"))


def test_the_tests_run_with_the_packages_that_the_register_runs_with():
    runtime = pins("requirements.txt")
    assert {name: pins("requirements-dev.txt").get(name) for name in runtime} == runtime


@pytest.mark.once
@pytest.mark.django_db
def test_no_migration_is_missing(settings):
    settings.MIGRATION_MODULES = {}  # those that are here, where tables come from the models
    call_command("makemigrations", check=True, dry_run=True)


def test_static_files_can_be_collected_for_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


def test_every_static_file_that_a_template_names_exists():
    named = {
        name
        for path in our_files()
        if path.suffix == ".html" and "templates" in path.parts
        for name in re.findall(r"{% static ['\"](.+?)['\"]", path.read_text("utf-8"))
    }
    assert [name for name in sorted(named) if not find(name)] == []


def test_no_file_names_a_path_of_one_machine():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in our_files()
        if OF_ONE_MACHINE.search(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


# The documents

DOCUMENTS = {
    document.name: document
    for document in map(Document, sorted(path for path in our_files() if path.suffix == ".md"))
}
OPERATIONS = DOCUMENTS["docs/operations.md"]
OURS = {
    name: load_command_class(app, name)
    for name, app in get_commands().items()
    if app in {"registry", "registry.backups", "requests_app"}
}
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


@cache
def found_in_all(pattern: str, *suffixes: str) -> frozenset[str]:
    """What a pattern finds in all files that end so."""
    texts = [path.read_text("utf-8") for path in our_files() if path.suffix in suffixes]
    return frozenset(re.findall(pattern, "\n".join(texts)))


@cache
def text_of_pages() -> str:
    written = [path for path in our_files() if path.suffix in {".py", ".html"}]
    return "\n".join(
        path.read_text("utf-8") for path in written if ROOT / "tests" not in path.parents
    ).lower()


def options_of(command: str) -> set[str]:
    parser = OURS[command].create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


@each_document
def test_every_link_leads_to_a_file_and_a_heading_of_it(document):
    lost = []
    for link in document.links:
        name, _hash, anchor = link.partition("#")
        target = (document.path.parent / name).resolve() if name else document.path
        place = target.relative_to(ROOT).as_posix()
        if not target.exists() or (anchor and anchor not in DOCUMENTS[place].anchors):
            lost.append(link)
    assert lost == []


@each_document
def test_every_file_and_module_that_is_named_is_there(document):
    names = {path.name for path in our_files()}
    assert [
        place
        for place in document.places
        if (OUR_PATH.fullmatch(place) and not (ROOT / place).exists())
        or (OUR_MODULE.fullmatch(place) and not is_there(place))
        or (FILE_NAME.fullmatch(place) and place not in names)
    ] == []


@each_document
def test_every_function_is_in_the_file_that_it_is_said_to_be_in(document):
    said = [(modules, name) for modules, names in document.steps() for name in names]
    for one, other, module in SAID_OF.findall(document.prose):
        said += [([module], name) for name in [one, other] if name]
    assert [
        (modules, name)
        for modules, name in said
        if not any(name.removesuffix("()") in names_in(module) for module in modules)
    ] == []


@each_document
def test_every_function_that_is_named_is_called_somewhere(document):
    called = {found["name"] for span in document.spans if (found := CALLED.fullmatch(span))}
    assert called <= found_in_all(r"\b(\w+)\(", ".py")


@each_document
def test_every_constant_and_setting_that_is_named_is_somewhere_in_the_code(document):
    words = re.compile(r"[A-Z]+_[A-Z_]+")
    named = {word for span in document.code for word in words.findall(span)}
    known = found_in_all(r"\b[A-Z]+_[A-Z_]+\b", ".py", ".toml", ".txt")
    assert named - known <= variables_explained().keys()


@each_document
def test_every_control_that_is_named_is_on_a_page(document):
    pages = text_of_pages()
    assert [
        label
        for label in document.labels
        if not any(mark + label.lower() in pages for mark in "\"'}>")
    ] == []


@each_document
def test_every_command_that_is_named_is_there_with_its_options(document):
    unknown = []
    for line in document.code:
        for command, rest in re.findall(r"manage\.py ([a-z_]+)(.*)", line):
            if command not in get_commands():
                unknown.append(command)
            elif command in OURS:
                unknown += {*OPTION.findall(rest)} - options_of(command)
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if word in OURS and not isinstance(OURS[word], RefusedCommand):
            unknown += {*OPTION.findall(line)} - options_of(word)
    assert unknown == []


def test_every_command_is_explained_and_those_that_refuse_are_named():
    said = [cells[0].strip("`").split()[0] for cells in OPERATIONS.table_under("## Commands")]
    refusing = {name for name, command in OURS.items() if isinstance(command, RefusedCommand)}
    assert {*said} == OURS.keys() - refusing
    assert refusing - {*OPERATIONS.spans} == set()


@each_document
def test_every_target_of_make_that_is_named_is_there(document):
    targets = {*re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)}
    named = [target for line in document.code for target in re.findall(r"\bmake ([a-z]+)", line)]
    assert [target for target in named if target not in targets] == []


def test_every_setting_is_explained_to_operators_with_its_default():
    said = {cells[0].strip("`"): cells[1] for cells in OPERATIONS.table_under("## Settings")}
    defaults = {
        name: ("empty" if how[1] in ("", []) else f"`{how[1]}`")
        if isinstance(how, tuple)
        else "none, required"
        for name, how in env.scheme.items()
    }
    defaults["DATABASE_URL"] = "`register.sqlite3` beside `manage.py`"
    assert said == defaults


def test_the_verifier_has_the_fingerprint_that_is_printed():
    verifier = ROOT / "registry/evidence/bundles/verify.py"
    printed = {
        digest
        for document in DOCUMENTS.values()
        for digest in re.findall(r"\b[0-9a-f]{64}\b", document.text)
    }
    assert printed == {hashlib.sha256(verifier.read_bytes()).hexdigest()}
