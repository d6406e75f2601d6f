"""The web server's own worker: a request takes one of the few threads only once all of it has arrived.

Without a proxy in front, eight telephones in a tunnel would otherwise hold all eight threads of a house on one machine, for ever: a
thread that reads from a line that went silent is never told. Here the loop that accepts connections also reads them, as a proxy
would; what gunicorn does with a whole request is unchanged.
"""

from __future__ import annotations

import errno
import re
import socket
import time
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

READ_AT_ONCE = 64 * 1024
IN_MEMORY = 256 * 1024
"""A request larger than this waits in a temporary file."""
LONGEST_HEAD = 64 * 1024
LARGEST = 64 * 1024 * 1024
"""A body that says it is larger than this is not waited for: the house refuses it unread."""
HEAD_WITHIN = 20.0
"""Seconds in which the head of a request must have arrived."""
BODY_WITHIN, LEAST_RATE = 60.0, 8 * 1024
"""Seconds that a body may take, and bytes a second beyond which it may take longer."""
SENT_WITHIN = 600.0
"""Seconds in which somebody must have read an answer, or its next part."""
STOP_WITHIN = 5.0
"""Seconds that a stopping worker still waits for requests of which a part has arrived."""
END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
LAST_CHUNK = b"0\r\n\r\n"
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LATER = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR)


class ArrivingError(OSError):
    """What arrives is no request that can be waited for."""


class Line:
    """A connection whose requests are read ahead: gunicorn reads from here what has arrived already."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.fileno, self.sendall = sock.fileno, sock.sendall
        self._begin()

    def _begin(self) -> None:
        self._came: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  until it is read
        self._size = self._given = 0
        self._head, self._tail, self._wants = b"", b"", -1
        self.deadline = time.monotonic() + HEAD_WITHIN

    def again(self) -> None:
        """The next request begins on the same line."""
        self._came.close()
        self._begin()

    def more(self) -> bool:
        """Take what has arrived; is the request whole, or not worth waiting for? Raises when the line is closed or misused."""
        try:
            chunk = self._sock.recv(READ_AT_ONCE)
        except OSError as why:
            if why.errno in LATER:
                return False
            raise
        if not chunk:
            raise ArrivingError(errno.ECONNRESET, "closed before its request was whole")
        self._came.write(chunk)
        self._size += len(chunk)
        self._tail = (self._tail + chunk)[-len(LAST_CHUNK) :]
        return self._whole(chunk)

    def _whole(self, chunk: bytes) -> bool:
        if self._wants < 0:
            self._head += chunk
            end = self._head.find(END)
            if end < 0:
                if len(self._head) > LONGEST_HEAD:
                    raise ArrivingError(errno.EMSGSIZE, "no end of its head")
                return False
            self._know(end)
        return self._tail == LAST_CHUNK if self._wants == 0 else self._size >= self._wants or self._wants > LARGEST

    def _know(self, end: int) -> None:
        """The head is there: how much is to come (0: until the last chunk), and how long that may take."""
        head, body = self._head[: end + 2], end + len(END)
        said = LENGTH.search(head)
        self._wants = 0 if CHUNKED.search(head) else body + int(said.group(1)) if said else body
        more = max(0, self._wants - self._size) if self._wants else LARGEST
        self.deadline = time.monotonic() + BODY_WITHIN + more / LEAST_RATE
        if more and EXPECTS.search(head):
            self._sock.send(CONTINUE)
        self._head = b""

    def ready(self) -> None:
        """A thread may read it from its start."""
        self._came.seek(0)

    def recv(self, size: int) -> bytes:
        """What has arrived, then what comes."""
        if self._given < self._size:
            found = self._came.read(size)
            self._given += len(found)
            return found
        return self._sock.recv(size)

    def left(self) -> bytes:
        """What arrived after the request that was read: the client did not wait for its answer."""
        rest = self._came.read() if self._given < self._size else b""
        self._given = self._size
        return rest

    def setblocking(self, flag: bool) -> None:
        """Threads wait for a client, but not for ever."""
        self._sock.settimeout(SENT_WITHIN if flag else 0.0)

    def close(self) -> None:
        """With what has arrived."""
        self._came.close()
        self._sock.close()

    def __getattr__(self, name: str) -> Any:
        """In all else a socket."""
        return getattr(self._sock, name)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, which reads each request whole before a thread takes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[int, TConn] = {}
        self._looked = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Read it first; TLS, and what a client sent before it had its answer, go to a thread at once."""
        if self.cfg.is_ssl or (conn.initialized and conn.parser.unreader.buf.getvalue()):
            super().enqueue_req(conn)
            return
        if isinstance(conn.sock, Line):
            conn.sock.again()
        else:
            conn.sock = Line(conn.sock)
        conn.sock.setblocking(False)
        conn.data_ready = True
        self._more(conn)

    def _more(self, conn: TConn, _line: object = None) -> None:
        try:
            whole = conn.sock.more()
            if whole:
                conn.sock.ready()
        except (OSError, ValueError):
            self._part(conn)
            return
        if whole:
            self._leave(conn)
            super().enqueue_req(conn)
        elif id(conn) not in self._arriving:
            self._arriving[id(conn)] = conn
            self.poller.register(conn.sock, EVENT_READ, partial(self._more, conn))

    def _leave(self, conn: TConn) -> None:
        """Nothing more of this request is waited for; most come whole, and were never waited for."""
        if self._arriving.pop(id(conn), None) is not None:
            self.poller.unregister(conn.sock)

    def _part(self, conn: TConn) -> None:
        """It went away, or took too long."""
        self._leave(conn)
        self.nr_conns -= 1
        conn.close()

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """What the client sent beyond this request is its next one."""
        if isinstance(conn.sock, Line) and conn.initialized:
            rest = conn.sock.left()
            if rest:
                before = conn.parser.unreader.take_buffered()
                conn.parser.unreader.unread(before + rest)
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Close what takes too long to arrive, looked for once a second."""
        super().murder_pending()
        now = time.monotonic()
        if now < self._looked + 1.0:
            return
        self._looked = now
        for conn in list(self._arriving.values()):
            if not self.alive:
                conn.sock.deadline = min(conn.sock.deadline, now + STOP_WITHIN)
            if conn.sock.deadline < now:
                self._part(conn)
