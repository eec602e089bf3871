"""From a fresh clone to a running register: prepares what is missing, then serves."""

import argparse
import os
import secrets
import socket
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from gunicorn.app.wsgiapp import run as run_server

from registry import hooks, made_with
from registry.beginning import orders
from registry.beginning.switching import carry_out
from registry.evidence.guards.installation import unguarded
from registry.models import Mark
from registry.vocabulary import MarkName

HOST = "127.0.0.1"
USERNAME = "admin"


class Command(BaseCommand):
    help = "Prepares the database and the static files if needed, then serves the register."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--no-example",
            action="store_true",
            help="Do not load the example into an empty register: it is one's own from now on.",
        )
        # Of a server that begins anew: where browsers wait meanwhile.
        parser.add_argument("--socket", type=int, dest="handed_over", help=argparse.SUPPRESS)

    def handle(self, *, port, no_example, handed_over=None, **options):
        os.umask(0o077)  # the database is nobody else's to read
        with listen(port, handed_over) as door:
            self.begin_own()
            self.make_ready(port, with_example=not no_example)
            orders.served.by_serve = os.getpid()
            try:
                serve(door)
            finally:
                # Its workers, which are forks, end here as well.
                if os.getpid() == orders.served.by_serve and orders.waits():
                    begin_anew(port, door)

    def make_ready(self, port, *, with_example):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(
                _("The database does not answer: {why}").format(why=one_line(error))
            ) from error
        if not (settings.HTTPS or settings.BASE_URL):
            settings.BASE_URL = f"http://{HOST}:{port}"
        self.greet(port, self.prepare(with_example=with_example))
        self.stdout.flush()
        connections.close_all()  # none of them is for two processes

    def begin_own(self):
        """Carry out an order for an own register. Nobody is served yet, so nobody is disturbed."""
        order = carry_out(lambda: self.prepare_database(with_example=False))
        if order is None:
            return
        if order.failed:
            words = _("The register of your own was not begun: {why}. The example is as it was.")
            self.stderr.write(words.format(why=order.failed))
        else:
            words = _("Your own register begins. The example is kept in {file}.")
            self.stdout.write(words.format(file=order.kept))

    def prepare(self, *, with_example) -> str | None:
        """Make ready what is not, and return the password of the first user where there is one."""
        try:
            self.prepare_database(with_example=with_example)
            password = make_first_user()
            self.prepare_static_files()
        except (DatabaseError, OSError) as error:
            raise CommandError(
                _("The register could not be prepared: {why}").format(why=one_line(error))
            ) from error
        if fault := unguarded():
            raise CommandError(fault)
        return password

    def prepare_database(self, *, with_example):
        migrated = migrations_pending()
        if migrated:
            self.stdout.write(_("Preparing the database …"))
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        is_empty = not apps.get_model("registry", "Organisation").objects.exists()
        if migrated or is_empty:
            hooks.terms_wanted()
        if is_empty and not with_example:
            Mark.put(MarkName.OWN)  # the next start loads no example either
        elif is_empty and not Mark.holds(MarkName.OWN):
            self.stdout.write(_("Loading the example, NumFOCUS in 2018 …"))
            hooks.examples_wanted()

    def prepare_static_files(self):
        if static_files_changed():
            self.stdout.write(_("Collecting static files …"))
            call_command("collectstatic", interactive=False, verbosity=0)

    def greet(self, port, password):
        address = f"http://{HOST}:{port}"
        lines = [
            "",
            _("Public page  {address}/processors/").format(address=address),
            _("Admin        {address}/admin/").format(address=address),
        ]
        if not Mark.holds(MarkName.EXAMPLE):
            lines.append(_("First steps  {address}/admin/first-steps/").format(address=address))
        if password:
            lines += [
                _("User         {user}").format(user=USERNAME),
                _("Password     {password}").format(password=password),
                _("The password is shown only once. To set another one:"),
                f"             .venv/bin/python manage.py changepassword {USERNAME}",
            ]
        if settings.HTTPS:
            lines.append(
                _("HTTPS is on: browsers are redirected to https://, where a proxy must answer.")
            )
        self.stdout.write("\n".join([*lines, _("Press Ctrl-C to stop the server."), ""]))


def listen(port: int, handed_over: int | None = None) -> socket.socket:
    """Where browsers knock. Those that come before the server is ready wait."""
    if handed_over is not None:
        return socket.socket(fileno=handed_over)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise CommandError(
            _("Port {port} cannot be used: {why}. Name another: make run PORT=8001").format(
                port=port, why=getattr(error, "strerror", None) or one_line(error)
            )
        ) from error
    return listener


def migrations_pending() -> bool:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bool(plan) or made_with.is_other(connection)


def make_first_user() -> str | None:
    """The password of a new superuser, where nobody could sign in; only its hash is kept."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(12)
    user = users.create_superuser(USERNAME, password=password)
    user.groups.add(Group.objects.get_or_create(name="dpo")[0])
    return password


def static_files_changed() -> bool:
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if not manifest.exists():
        return True
    collected_at = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > collected_at
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def serve(door: socket.socket) -> None:
    """By gunicorn, in this process: what it needs is loaded already. It ends what it is given."""
    address = f"fd://{os.dup(door.fileno())}"
    sys.argv = ["gunicorn", "--config", "python:config.server", "--bind", address, "config.wsgi"]
    run_server()


def begin_anew(port: int, door: socket.socket) -> None:
    """As after a start by hand, but that nobody who knocks meanwhile is turned away."""
    door.set_inheritable(True)
    words = ["serve", "--port", str(port), "--socket", str(door.fileno())]
    os.execv(sys.executable, [sys.executable, str(settings.BASE_DIR / "manage.py"), *words])  # noqa: S606 (ourselves)


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())
