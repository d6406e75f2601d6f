"""A small IMAP server for tests: one box, its folders, and what it is told to do wrong."""

from __future__ import annotations

import re
import socketserver
from contextlib import AbstractContextManager

from tests.correspondence.listening import listening

USER, PASSWORD = "litiges@maison.example", "p@ss/w:rd"
LITERAL = re.compile(rb"^(?P<tag>\S+) (?P<rest>.*?)\r\n$")


class ImapServer(socketserver.ThreadingTCPServer):
    """Listens on a port of its own."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.seen: set[int] = set()
        self.next_uid = 7
        self.refuses: set[str] = set()
        """Verbs that are answered NO."""
        self.hangs_up_at: str = ""

    @property
    def url(self) -> str:
        return f"imap://litiges%40maison.example:p%40ss%2Fw%3Ard@127.0.0.1:{self.server_address[1]}/INBOX"

    def put(self, *contents: bytes) -> None:
        for content in contents:
            self.folders["INBOX"][self.next_uid] = content
            self.next_uid += 1


class _Talk(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say("* OK [CAPABILITY IMAP4rev1 MOVE] ready")
        self.folder = "INBOX"
        while line := self.rfile.readline():
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            verb = " ".join(rest.split()[:2]).upper() if rest.upper().startswith("UID ") else rest.split()[0].upper()
            if verb == self.server.hangs_up_at:
                return
            if verb in self.server.refuses:
                self._say(f"{tag} NO not today")
                continue
            getattr(self, "do_" + verb.lower().replace(" ", "_"), self._unknown)(rest)
            self._say(f"{tag} OK done")
            if verb == "LOGOUT":
                return

    def _unknown(self, rest: str) -> None:
        del rest

    def do_capability(self, _rest: str) -> None:
        self._say("* CAPABILITY IMAP4rev1 MOVE")

    def do_select(self, rest: str) -> None:
        self.folder = rest.split(" ", 1)[1].strip('"')
        self._say(f"* {len(self.server.folders[self.folder])} EXISTS")

    def do_list(self, rest: str) -> None:
        wanted = rest.rsplit(maxsplit=1)[-1].strip('"')
        for name in self.server.folders:
            if wanted in (name, "*"):
                self._say(f'* LIST (\\HasNoChildren) "/" "{name}"')

    def do_create(self, rest: str) -> None:
        self.server.folders.setdefault(rest.split(" ", 1)[1].strip('"'), {})

    def do_uid_search(self, _rest: str) -> None:
        self._say("* SEARCH " + " ".join(str(uid) for uid in self.server.folders[self.folder]))

    def do_uid_fetch(self, rest: str) -> None:
        uid = int(rest.split()[2])
        content = self.server.folders[self.folder][uid]
        if "PEEK" not in rest.upper():
            self.server.seen.add(uid)
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n")

    def do_uid_move(self, rest: str) -> None:
        _uid, _move, number, place = rest.split(" ", 3)
        content = self.server.folders[self.folder].pop(int(number))
        self.server.folders[place.strip('"')][int(number)] = content

    def do_logout(self, _rest: str) -> None:
        self._say("* BYE")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def imap_server() -> AbstractContextManager[ImapServer]:
    return listening(ImapServer())
