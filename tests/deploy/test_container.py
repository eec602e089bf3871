"""What the image and the containers say: that it is there, and that nothing more goes in."""

import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import get_commands

from config.settings import env
from tests.support.production import ROOT

pytestmark = pytest.mark.once
IMAGE = (ROOT / "Containerfile").read_text("utf-8")
TOGETHER = (ROOT / "compose.yaml").read_text("utf-8")
HEALTHCHECK = ROOT / "deploy" / "healthcheck.py"


def test_the_image_holds_what_runs_and_nothing_else():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.MULTILINE)
    names = {name for words in copied for name in words.split()}
    runs = {"config", "registry", "requests_app", "static", "templates", "manage.py"}
    read = {"docs/glossary.md", "docs/jobs.md"}  # by the page of help
    assert names == runs | read | {"requirements.txt", "deploy/healthcheck.py"}
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_it_is_made_of_wheels_with_their_hashes_and_runs_as_nobody_special():
    assert "--only-binary=:all: --require-hashes" in IMAGE
    assert re.findall(r"^USER (.+)$", IMAGE, re.MULTILINE) == ["10001:10001"]
    assert not re.search(r"gcc|build-essential|python3-dev|git\b", IMAGE)


def test_nothing_of_it_is_written_to_and_it_may_do_nothing_special():
    ours = TOGETHER.split("\nservices:")[0]
    for words in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert words in ours
    assert "ports:" not in TOGETHER.split("\n  caddy:")[0]  # only the proxy is asked from outside


def test_what_they_call_is_there():
    named = set(re.findall(r"\.venv/bin/python manage\.py (\w+)", IMAGE + TOGETHER))
    assert named > {"migrate", "collectstatic"}
    assert named <= set(get_commands())


def test_what_they_set_are_settings():
    ours = TOGETHER.split("\nservices:")[0].split("environment:")[1].split("secrets:")[0]
    named = set(re.findall(r"^ +([A-Z_]+):", ours, re.MULTILINE))
    named |= set(re.findall(r"\b(\w+)=\S+ ", IMAGE.split("ENV ")[1].split("RUN")[0]))
    known = set(env.scheme) | {f"{name}_FILE" for name in env.scheme} | {"PYTHONUNBUFFERED"}
    assert named - known == set()


class Register(BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers["Host"] == "register.example.org" and self.path == "/healthz"
        self.send_response(self.server.status if known else 400)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (None, 1)])
def test_a_server_is_healthy_where_it_says_so(status, code):
    server = HTTPServer(("127.0.0.1", 0), Register)
    server.status = status
    said = {"PORT": str(server.server_port), "ALLOWED_HOSTS": "register.example.org,other"}
    if status is None:
        server.server_close()
    else:
        threading.Thread(target=server.handle_request, daemon=True).start()
    done = subprocess.run([sys.executable, HEALTHCHECK], env=said, check=False)
    server.server_close()
    assert done.returncode == code
