"""Mail that goes out: to one address at a time, and sent only once a mail server has taken it."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socket import gaierror
from ssl import SSLError

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The backends of Django with which nothing leaves the house. Memory is for tests.
NOWHERE = ("console", "dummy", "filebased")
FOR_GOOD = 500  # RFC 5321, 4.2.1: a code from here on says that trying again does not help
SIGN_IN_FIRST = 530  # RFC 4954, 6: said of the sender, and meant of who has not signed in

logger = logging.getLogger(__name__)


class NotTaken(Exception):
    """No mail server took the message. Its words say why, and quote no address."""


class NoServer(NotTaken):
    """There is none to give it to."""


class AddressRefused(NotTaken):
    """The server is there, and does not want mail for this address."""


def has_server() -> bool:
    """Whether a mail server is set: EMAIL_URL. Whether it answers is seen when something goes."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE


def is_printed() -> bool:
    """Whether mail is shown where the register runs: for trying things out."""
    return settings.EMAIL_BACKEND.split(".")[-2] == "console"


def deliver(
    to: str,
    *,
    subject: str,
    body: str,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    files: Iterable[tuple[str, str | bytes, str]] = (),
) -> None:
    """Hand a message to the mail server, for one address: a part of several could be refused.

    Raises `NotTaken`. Then it has not been sent, as far as can be known.
    """
    if not has_server():
        raise NoServer(_("No mail server is configured. Set EMAIL_URL."))
    hand_over(to, subject=subject, body=body, reply_to=reply_to, headers=headers, files=files)


def hand_over(
    to: str, *, subject: str, body: str, reply_to: str = "", headers=None, files=()
) -> None:
    """As `deliver`, to whatever is set, and be it the screen."""
    connection = get_connection()
    mail = EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
        connection=connection,
    )
    for file in files:
        mail.attach(*([_as_it_is(*file)] if isinstance(file[1], bytes) else file))
    try:
        taken = mail.send()
    except (SMTPException, OSError, ValueError) as error:
        # Its type and code only: the words of a mail server quote addresses.
        code = getattr(error, "smtp_code", "")
        logger.warning("A message was not sent: %s", f"{type(error).__name__} {code}".strip())
        kind = AddressRefused if isinstance(error, SMTPRecipientsRefused) else NotTaken
        raise kind(why(error)) from error
    finally:
        with suppress(SMTPException, OSError):  # Django leaves open what did not begin well
            connection.close()
    if not taken:
        raise NotTaken(_("The message has no recipient."))


def _as_it_is(name: str, content: bytes, content_type: str) -> MIMEBase:
    """A file that arrives byte by byte: a text would get other line ends on its way."""
    main, _slash, kind = content_type.partition("/")
    # A message in a message may not be encoded (RFC 2046, 5.2.1).
    part = MIMEBase("application", "octet-stream") if main == "message" else MIMEBase(main, kind)
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


REASONS = (
    (SMTPAuthenticationError, gettext_lazy("it did not accept our user name or password")),
    (
        SMTPSenderRefused,
        gettext_lazy("it does not accept mail from our own address, DEFAULT_FROM_EMAIL"),
    ),
    (SMTPRecipientsRefused, gettext_lazy("it does not accept mail for this address")),
    (SMTPDataError, gettext_lazy("it rejected the text")),
    (
        SMTPNotSupportedError,
        gettext_lazy("it does not support what EMAIL_URL or the address needs"),
    ),
    (
        SMTPServerDisconnected,
        gettext_lazy(
            "the connection was lost or timed out. The message may have been sent nevertheless"
        ),
    ),
    (TimeoutError, gettext_lazy("it did not answer in time")),
    (ConnectionRefusedError, gettext_lazy("it refused the connection")),
    (gaierror, gettext_lazy("the host name in EMAIL_URL was not found")),
    (SSLError, gettext_lazy("no secure connection was possible")),
    (SMTPException, gettext_lazy("it did not answer like a mail server")),
    (OSError, gettext_lazy("it could not be reached")),
    (
        ValueError,
        gettext_lazy(
            "the subject or the recipient contains characters that are not allowed in mail"
        ),
    ),
)


def why(error: Exception) -> str:
    """What a failure to send means, in words that name nobody, and whether to try again."""
    code = _code_of(error)
    told = SMTPAuthenticationError if code == SIGN_IN_FIRST else type(error)
    reason = next(words for kind, words in REASONS if issubclass(told, kind))
    if not code:
        return _("The mail server did not accept the message: {reason}.").format(reason=reason)
    advice = _("Trying again will not help.") if code >= FOR_GOOD else _("Try again later.")
    return _("The mail server did not accept the message: {reason} ({code}). {advice}").format(
        reason=reason, code=code, advice=advice
    )


def _code_of(error: Exception) -> int:
    if isinstance(error, SMTPRecipientsRefused):
        codes = [answer[0] for answer in error.recipients.values()]
        return codes[0] if codes else 0
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0
