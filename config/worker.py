"""A worker of gunicorn whose threads never wait for a client that has not sent its request yet.

gunicorn's own worker with threads gives each new connection a thread, which then waits for its
head. As many slow connections as there are threads stop it. This one reads heads, and bodies as
small as those of forms, where it waits for connections anyway, and gives a thread what is whole.
"""

import os
import re
import selectors
import signal
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import takewhile

from gunicorn import http
from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS = 10  # for a whole request to come in, from its connection on
MOST_HEAD = 64 * 1024
# A larger body is read by one of few threads, which waits so long for each piece of it.
MOST_BODY = 256 * 1024
LARGE_AT_ONCE = 2
PIECE_SECONDS = 15
# On Ctrl-C, for requests that are being answered.
QUICK_SECONDS = 3
END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length:[ \t]*([0-9]+)[ \t]*\r$")
CHUNKED = re.compile(rb"(?im)^transfer-encoding:")
HEALTH = re.compile(rb"(GET|HEAD) /healthz[ ?]")


class PatientWorker(ThreadWorker):
    """Slow clients keep a connection each, of which there are many, and no thread."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.coming = deque()  # connections whose request is not whole, the oldest first

    def init_process(self):
        # Whoever watches over the server gets an answer when all other threads are busy.
        self.for_health = ThreadPoolExecutor(max_workers=1)
        # Slow uploads keep each other waiting, and nobody else.
        self.for_large = ThreadPoolExecutor(max_workers=LARGE_AT_ONCE)
        # gunicorn waits up to two seconds for a client to hang up; not where all others wait too.
        self.for_closing = ThreadPoolExecutor(max_workers=4)
        super().init_process()

    def handle_quit(self, sig, frame):
        """On Ctrl-C, which master and workers all get, and the master passes on besides.

        gunicorn's own raises SystemExit wherever the thread happens to be. When the second signal
        comes while threads are being told to end, the first to be left out is waited for for ever.
        """
        for again in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(again, signal.SIG_IGN)
        self.cfg.set("graceful_timeout", QUICK_SECONDS)
        end = threading.Timer(2 * QUICK_SECONDS, os._exit, args=[0])
        end.daemon = True
        end.start()
        self.handle_exit(sig, frame)

    def enqueue_req(self, conn):
        """A connection that may be readable, new or kept alive: read before a thread gets it."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
        conn.initialized = conn.data_ready = True
        # What has been read ahead, if anything, is where the request begins.
        conn.read = conn.parser.unreader.take_buffered()
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + HEAD_SECONDS
        self.coming.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_piece, conn))
        self.on_piece(conn, conn.sock)

    def on_piece(self, conn, client):
        """Some of a request has come."""
        try:
            piece = conn.sock.recv(MOST_HEAD)
        except (BlockingIOError, InterruptedError):
            piece = None
        except OSError:
            piece = b""
        if piece:
            conn.read += piece
        is_over, is_whole = piece == b"", _is_whole(conn.read)
        if not (is_over or is_whole):
            return
        self.coming.remove(conn)
        self.poller.unregister(conn.sock)
        if not is_whole:  # the client has hung up: nobody waits for an answer to a half
            self.nr_conns -= 1
            conn.close()
            return
        conn.parser.unreader.unread(conn.read)
        pool = self.pool_for(conn.read)
        del conn.read
        done = pool.submit(self.handle, conn)
        done.add_done_callback(partial(self.method_queue.defer, self.finish_request, conn))

    def pool_for(self, read: bytes) -> ThreadPoolExecutor:
        if HEALTH.match(read):
            return self.for_health
        head = read.partition(END)[0] + b"\r"
        is_large = CHUNKED.search(head) or _length(head) > MOST_BODY
        return self.for_large if is_large else self.tpool

    def finish_request(self, conn, fs):
        """A thread is done with a connection: it goes on, or is closed where nobody waits."""
        try:
            goes_on = not fs.cancelled() and fs.result()
        except Exception:
            self.log.exception("A thread failed.")
            goes_on = False
        if goes_on:
            super().finish_request(conn, fs)
            return
        self.nr_conns -= 1
        self.for_closing.submit(conn.close, graceful=True)

    def murder_pending(self):
        """Also those whose request takes too long to come; at the end, those that began none."""
        super().murder_pending()
        now = time.monotonic()
        over = list(takewhile(lambda conn: conn.timeout <= now, self.coming))
        if not self.alive:
            over += [conn for conn in self.coming if not conn.read and conn not in over]
        for conn in over:
            self.coming.remove(conn)
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            conn.close()

    def handle_request(self, req, conn):
        """In a thread, which waits neither for a piece of a body nor for a reader for ever."""
        conn.sock.settimeout(PIECE_SECONDS)
        return super().handle_request(req, conn)


def _is_whole(read: bytes) -> bool:
    """Whether a thread could go on without waiting, or has to refuse it, or to read it itself."""
    head, end, body = read.partition(END)
    if not end:
        return len(read) > MOST_HEAD
    wanted = _length(head + b"\r")
    return wanted > MOST_BODY or len(body) >= wanted


def _length(head: bytes) -> int:
    """Of the body, as the head says it: a thread reads the head in earnest."""
    length = LENGTH.search(head)
    return int(length[1].lstrip(b"0")[:12] or 0) if length else 0
