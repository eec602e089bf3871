"""What the repository promises to those who install it and those who change it."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command

from config.settings import env
from tests.support.production import ROOT

TOP_LEVEL = {
    *("manage.py", "config", "registry", "requests_app", "templates", "static", "tests"),
    "benchmarks",
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml"),
    *("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"),
    *(".ci", ".env.example", ".gitignore"),
}
IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
# A pinned package is its name and version, then a line for each file that may be installed.
PINNED = re.compile(r"(?P<name>[\w.-]+)==[\w.]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n")
# Put together here, so that this file does not find itself.
OF_ONE_MACHINE = re.compile("|".join("/" + name + r"/\w" for name in ["root", "home", "work"]))


def is_ours(name: str) -> bool:
    return name != ".git" and not any(fnmatch(name, pattern) for pattern in IGNORED if pattern)


def our_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = filter(is_ours, folders)  # what is not ours is not walked through
        yield from (Path(folder, name) for name in filter(is_ours, names))


def variables_explained() -> dict[str, str]:
    example = (ROOT / ".env.example").read_text("utf-8")
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, re.MULTILINE))


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {match["name"]: match[0] for match in PINNED.finditer(text)}


def test_the_top_level_holds_what_was_agreed_and_nothing_else():
    assert {path.name for path in ROOT.iterdir() if is_ours(path.name)} == TOP_LEVEL


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
        if re.search(r"os\.environ\b(?!\.setdefault)|getenv", path.read_text("utf-8"))
    }
    assert readers == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hashes(name):
    left_over = PINNED.sub("", (ROOT / name).read_text("utf-8")).split("\n")
    assert [line for line in left_over if line.strip() and not line.strip().startswith("#")] == []


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
