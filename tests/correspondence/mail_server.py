"""A small SMTP server for tests: keeps what it receives, answers as it is told."""

from __future__ import annotations

import socketserver
from contextlib import AbstractContextManager

from tests.correspondence.listening import listening


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a port of its own; `answers` are the replies to RCPT TO, one per try, then 250; `always` says
    what each verb is answered every time (MAIL, AUTH, DATA…); a `silent` server says nothing at all."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[bytes] = []
        self.answers: list[str] = []
        self.always: dict[str, str] = {}
        self.silent = False
        self.after: list[str] = []
        """What happens once a mail was read, one for each: `hangs` or `cuts` in place of the answer; then it is kept and said so."""
        self.bye = "221 bye"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.silent:
            self.rfile.readline()
            return
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb.decode() in self.server.always:
                self._say(self.server.always[verb.decode()])
            elif verb in (b"EHLO", b"HELO", b"MAIL", b"RSET"):
                self._say("250 ok")
            elif verb == b"RCPT":
                self._say(self.server.answers.pop(0) if self.server.answers else "250 ok")
            elif verb == b"DATA":
                self._say("354 go on")
                self.server.received.append(self._data())
                if self._goes():
                    return
                self._say("250 kept")
            elif verb == b"QUIT":
                self._say(self.server.bye) if self.server.bye else self.rfile.readline()
                return

    def _goes(self) -> bool:
        happens = self.server.after.pop(0) if self.server.after else ""
        if happens == "hangs":
            self.rfile.readline()  # until the other end gives up
        return bool(happens)

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def mail_server() -> AbstractContextManager[MailServer]:
    return listening(MailServer())
