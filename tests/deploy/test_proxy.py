"""Caddy with the configuration that ships, and a certificate of its own, before the real server."""

import http.client
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.support.production import ROOT
from tests.support.served import serving

CADDY = shutil.which("caddy")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.skipif(CADDY is None, reason="no Caddy here"),
]
MEGABYTE = 1024 * 1024


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Proxy:
    def __init__(self, folder):
        self.plain, self.tls = free_port(), free_port()
        self.signs = folder / "caddy/pki/authorities/local/root.crt"

    def ask(self, method, path, *, tls=True, headers=None, sent=None):
        """Status, headers and text."""
        trusting = ssl.create_default_context(cafile=self.signs) if tls else None
        asked = (
            http.client.HTTPSConnection("localhost", self.tls, timeout=30, context=trusting)
            if tls
            else http.client.HTTPConnection("localhost", self.plain, timeout=30)
        )
        try:
            asked.request(method, path, sent, {"Host": "localhost"} | (headers or {}))
            answer = asked.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            asked.close()


@contextmanager
def caddy(folder, server: int):
    """As it ships, but for its ports, its name, and who signs for that."""
    proxy = Proxy(folder)
    said = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    ports = (
        f"admin off\n\tskip_install_trust\n\thttp_port {proxy.plain}\n\thttps_port {proxy.tls}\n"
    )
    for shipped, ours in {
        "{\n\tservers": f"{{\n\t{ports}\tservers",
        "register.example.org {": "localhost {\n\ttls internal",
        "127.0.0.1:8000": f"127.0.0.1:{server}",
    }.items():
        assert shipped in said
        said = said.replace(shipped, ours)
    file = folder / "Caddyfile"
    file.write_text(said)
    places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        words = [CADDY, "run", "--config", str(file), "--adapter", "caddyfile"]
        process = subprocess.Popen(words, env=places, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                proxy.ask("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.2)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.slow
def test_the_proxy_that_ships_leads_to_https_and_refuses_what_is_too_large(tmp_path):
    behind = {
        "DJANGO_SETTINGS_MODULE": "tests.support.behind_proxy",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "HTTPS": "True",
        "BEHIND_PROXY": "True",
        "TRUSTED_PROXIES": "1",
    }
    with (
        serving("--workers", "1", "--threads", "4", **behind) as server,
        caddy(tmp_path, server.port) as proxy,
    ):
        status, headers, _text = proxy.ask("GET", "/account/login/", tls=False)
        assert (status, headers["Location"]) == (308, "https://localhost/account/login/")
        # Of the tables of a test it may find that no migration has made them.
        assert proxy.ask("GET", "/healthz")[0] in {200, 503}
        status, headers, page = proxy.ask("GET", "/account/login/")
        assert status == 200
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        cookie = headers["Set-Cookie"]
        assert cookie.startswith("__Host-csrf=")
        assert "; Secure" in cookie
        # The number of the request is the proxy's, and no other that somebody sends along.
        ours = {"X-Request-ID": "from-outside-1"}
        _status, headers, page = proxy.ask("GET", "/nowhere/", headers=ours)
        number = headers["X-Request-ID"]
        assert number != ours["X-Request-ID"]
        assert number in page
        status, _headers, page = proxy.ask("POST", "/account/login/", sent=b"x" * 100_000)
        assert (status, "64.0\xa0KB" in page) == (413, True)
        assert is_refused(proxy, sent=bytes(53 * MEGABYTE))
        assert proxy.ask("GET", "/processors.json")[0] == 200


def is_refused(proxy, sent: bytes) -> bool:
    """With words, or by hanging up on whoever goes on sending."""
    try:
        return proxy.ask("POST", "/account/login/", sent=sent)[0] == 413
    except (ssl.SSLEOFError, BrokenPipeError, ConnectionResetError):
        return True
