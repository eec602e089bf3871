"""One message, on standard input as a mail server pipes it, becomes a request or part of one.

Whatever cannot be done exits with 75: the mail server keeps the message and tries again. Neither
what is printed nor what is logged says anything about a person.
"""

import logging
import sys
from functools import partial
from io import BytesIO
from typing import BinaryIO

from django import db
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.files_kept.storage import CHUNK, StoredFile, discard, gone_if_undone, path_of, put
from registry.models import Organisation
from registry.records.names.folding import fold
from requests_app.intake.copies import digest_of_body
from requests_app.intake.doubts import Doubt
from requests_app.intake.filing import Filed, file_mail
from requests_app.intake.mail import HEAD_LIMIT, SIZE_LIMIT, Mail, read, read_head

# As sysexits.h names them.
NO_INPUT = 65
TRY_AGAIN_LATER = 75

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = gettext_lazy(
        "Files the message on standard input and prints the reference of its "
        "request. Exit codes: 0 filed, 65 empty input, 75 keep the message and try "
        "again later."
    )
    requires_system_checks = []  # a mail server waits
    stealth_options = ("stdin",)

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.description = str(self.help)
        parser.error = self._refuse_options
        return parser

    def add_arguments(self, parser):
        parser.add_argument(
            "--organisation",
            metavar="NAME",
            help=_("the organisation that got the mail, if there are several"),
        )

    def handle(self, *, organisation, **options):
        try:
            filed = _receive(options.get("stdin") or sys.stdin.buffer, organisation)
        except CommandError:
            raise
        except ValidationError as error:
            raise _keep_it(error.messages[0]) from error
        except Exception as error:  # whatever is wrong here, the message is not lost
            if not isinstance(error, db.Error | OSError):
                logger.exception("A message was not filed")
            # Its name only: what a database says quotes the row that it refused.
            raise _keep_it(type(error).__qualname__) from error
        if filed.request:
            self.stdout.write(filed.request.reference)

    def _refuse_options(self, message: str) -> None:
        refusal = _keep_it(message)
        if not self._called_from_command_line:
            raise refusal
        self.stderr.write(str(refusal))
        raise SystemExit(refusal.returncode)


def _receive(stream: BinaryIO, organisation: str | None) -> Filed:
    raw = stream.read(SIZE_LIMIT + 1)
    if not raw.strip():
        raise CommandError(_("Standard input is empty."), returncode=NO_INPUT)
    now = timezone.now()
    recipient = _organisation(organisation)
    if len(raw) <= SIZE_LIMIT:
        return _file(read(raw, now=now), raw, recipient)
    with gone_if_undone():
        whole = put(_Rejoined(raw, stream), limit=None)
        head = raw[:HEAD_LIMIT]
        del raw
        mail = read_head(head, Doubt.TOO_LARGE, now=now, body_digest=_digest_of_body(whole))
        filed = _file(mail, whole, recipient)
    if not filed.is_new:
        discard(whole)
    return filed


def _organisation(name: str | None) -> Organisation:
    found = list(Organisation.objects.in_use())
    if name:
        found = [organisation for organisation in found if fold(organisation.name) == fold(name)]
    if len(found) == 1:
        return found[0]
    if name:
        raise ValidationError(_("--organisation: there is no organisation with this name."))
    raise ValidationError(
        _("There are several organisations or none. Name one with --organisation.")
    )


def _file(mail: Mail, whole: bytes | StoredFile, organisation: Organisation) -> Filed:
    """A message that cannot be filed as what it says is filed as what it is."""
    try:
        return file_mail(mail, whole, organisation=organisation)
    except (db.OperationalError, db.InterfaceError, OSError):
        raise
    except Exception as error:  # no fault of ours may lose a message
        logger.warning("A message was filed unread: %s", type(error).__qualname__)
        unread = Mail(mail.arrived_at, doubts=frozenset({Doubt.UNREADABLE}))
        return file_mail(unread, whole, organisation=organisation)


def _digest_of_body(whole: StoredFile) -> bytes:
    with path_of(whole.stored_name).open("rb") as file:
        return digest_of_body(file.read(HEAD_LIMIT), iter(partial(file.read, CHUNK), b""))


def _keep_it(why: str) -> CommandError:
    line = _("Not filed, try again later: {why}").format(why=" ".join(str(why).split()))
    return CommandError(line, returncode=TRY_AGAIN_LATER)


class _Rejoined:
    """What was read of a stream already, then the rest of it."""

    def __init__(self, begun: bytes, rest: BinaryIO):
        self._begun = BytesIO(begun)
        self._rest = rest

    def read(self, size: int) -> bytes:
        return self._begun.read(size) or self._rest.read(size)
