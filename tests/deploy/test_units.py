"""Every unit calls what there is, with options that there are, and each job has its hour."""

import re
import shutil
import subprocess

import pytest
from django.core.management import get_commands, load_command_class

from tests.support.documents import Document
from tests.support.production import ROOT

pytestmark = pytest.mark.once
UNITS = ROOT / "deploy" / "systemd"
CALLED = re.compile(r"manage\.py (\w+)([^'\n]*)")
JOBS = sorted(unit.stem for unit in UNITS.glob("*.service") if unit.stem != "register-web")
ANALYZE = shutil.which("systemd-analyze")
COMMON = "register-.service.d/10-register.conf"


@pytest.mark.parametrize("job", JOBS)
def test_a_job_calls_commands_as_they_take_it_and_has_its_hour(job):
    called = CALLED.findall((UNITS / f"{job}.service").read_text("utf-8"))
    for command, words in called:
        given = re.sub(r'"\$\$.*"', "FILE", words).split()
        loaded = load_command_class(get_commands()[command], command)
        loaded.create_parser("", command).parse_args(given)
    assert called
    timer = (UNITS / f"{job}.timer").read_text("utf-8")
    assert re.search(
        r"^OnCalendar=.+\nRandomizedDelaySec=.+\n#.+\nPersistent=yes$", timer, re.MULTILINE
    )


def test_the_timers_call_each_command_that_cron_is_told_to_call():
    """Two lists of the same jobs: who takes the one must not miss what is in the other."""
    units = "".join((UNITS / f"{job}.service").read_text("utf-8") for job in JOBS)
    page = Document(ROOT / "docs/operations.md").text
    of_cron = page.partition("\n## Daily jobs\n")[2].partition("\n## ")[0]
    wanted = {command for command, _words in CALLED.findall(of_cron)} | {"restore_check"}
    assert {command for command, _words in CALLED.findall(units)} == wanted


def test_each_unit_has_its_restrictions_from_the_one_place():
    assert {path.stem[:9] for path in UNITS.glob("*.service")} == {"register-"}
    common = (UNITS / COMMON).read_text("utf-8")
    for words in ("User=register", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"):
        assert words in common


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_and_little_exposed(tmp_path):
    """Under a root of its own, in which the program of the units is there."""
    program = tmp_path / "srv/register/.venv/bin/python"
    for path in (program, tmp_path / "bin/sh"):
        path.parent.mkdir(parents=True)
        path.touch(mode=0o755)
    shutil.copytree(UNITS, tmp_path / "etc/systemd/system")
    for target in ("multi-user", "timers", "sysinit", "basic", "shutdown", "network-online"):
        place = tmp_path / f"usr/lib/systemd/system/{target}.target"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"[Unit]\nDescription={target}\n")
    names = [path.name for path in UNITS.glob("register-*.*") if path.is_file()]
    verified = _analyze("verify", f"--root={tmp_path}", "--man=no", *names)
    assert (verified.returncode, verified.stderr) == (0, "")
    words = ["security", "--offline=true", f"--root={tmp_path}", "--threshold=20"]
    exposed = _analyze(*words, "--no-pager", "register-web.service")
    assert exposed.returncode == 0, exposed.stdout[-300:]


def _analyze(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)
