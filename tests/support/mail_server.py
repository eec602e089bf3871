"""A mail server to throw away: it takes mail over a real socket, and refuses as it is told to."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer

# What it says to each command, unless a test says otherwise.
ANSWERS = {
    "CONNECT": "220 mail.example.org ready",
    "EHLO": "250-mail.example.org\r\n250-AUTH PLAIN\r\n250 8BITMIME",
    "HELO": "250 mail.example.org",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "TEXT": "250 taken",  # to what follows DATA
    "RSET": "250 ok",
    "QUIT": "221 bye",
}
HANG_UP, SAY_NOTHING = "hang up", "say nothing"


class MailServer(ThreadingTCPServer):
    """What it has taken stands in `taken`, as messages, and in `recipients`."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, **answers: str):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers = ANSWERS | answers
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.seconds_of_silence = 0.5

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Conversation(StreamRequestHandler):
    def handle(self):
        if not self.answer("CONNECT"):
            return
        recipients = []
        while line := self.rfile.readline():
            verb = line.decode("latin-1")[:4].upper().strip()
            if not self.answer(verb):
                return
            said = self.server.answers.get(verb, "")
            if verb == "RCPT" and said.startswith("250"):
                recipients.append(line.decode("latin-1").split("<")[1].split(">")[0])
            elif verb == "DATA" and said.startswith("354"):
                text = self.read_text()
                if self.server.answers["TEXT"].startswith("250"):
                    # What is acknowledged is kept before that.
                    message = message_from_bytes(text, policy=policy.default)
                    self.server.taken.append(message)
                    self.server.recipients += recipients
                if not self.answer("TEXT"):
                    return
            elif verb == "QUIT":
                return

    def answer(self, verb: str) -> bool:
        """Whether the conversation goes on."""
        said = self.server.answers.get(verb, "502 what?")
        if said == HANG_UP:
            return False
        if said == SAY_NOTHING:
            time.sleep(self.server.seconds_of_silence)
            return False
        self.wfile.write(f"{said}\r\n".encode())
        return True

    def read_text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


@contextmanager
def mail_server(settings, **answers: str) -> Iterator[MailServer]:
    """One that runs, with the settings that lead to it."""
    with MailServer(**answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
