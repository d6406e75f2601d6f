"""What a disk may hold after the power went: what was flushed, and of all else any part, whole, torn or not at all.

The writes are those that the system was asked for, as `strace` saw them. A file's bytes are safe once it was flushed, its
name once its folder was; before that each write may be there, be torn at a sector, or be missing, in any order: as bad as a
disk that keeps its word can do.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

CALLS = "openat,open,write,pwrite64,fsync,fdatasync,ftruncate,link,linkat,unlink,unlinkat,mkdir,mkdirat"
SECTOR = 512
FORGETS = ("-shm", ".turn")
"""What is made anew, so need not be there."""
LINE = re.compile(r"^(?:\[pid +)?(?P<pid>\d+)\]? +(?P<rest>.*)$")
DONE = re.compile(r"^(?P<call>\w+)\((?P<given>.*)\) += (?P<answer>-?\d+)")
BEGUN = re.compile(r"^(?P<call>\w+)\((?P<given>.*?),? <unfinished \.\.\.>$")
RESUMED = re.compile(r"^<\.\.\. (?P<call>\w+) resumed>(?P<given>.*)\) += (?P<answer>-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
HANDLE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2}|[^>])*)>")


class Op(NamedTuple):
    """One thing that was asked of the disk, or (`told`) said to whoever waited."""

    what: str
    path: str
    at: int = 0
    data: bytes = b""
    to: str = ""


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def read_trace(trace: Path, under: Path) -> list[Op]:
    """What a trace (`strace -f -y -xx`) says was done in a folder, in the order in which it was done."""
    begun: dict[str, str] = {}
    ops: list[Op] = []
    for line in trace.read_text("latin-1").splitlines():
        found = LINE.match(line)
        if found is None:
            continue
        pid, rest = found["pid"], found["rest"]
        if half := BEGUN.match(rest):
            begun[pid] = half["given"]
        elif (whole := DONE.match(rest)) or (whole := RESUMED.match(rest)):
            given = begun.pop(pid, "") + whole["given"] if rest.startswith("<") else whole["given"]
            if int(whole["answer"]) >= 0:
                ops.extend(_op(whole["call"], given, str(under)))
    return ops


def _op(call: str, given: str, under: str) -> Iterator[Op]:
    texts = [_bytes(each) for each in TEXT.findall(given)]
    handle = HANDLE.match(given)
    path = _bytes(handle[1]).decode() if handle and "\\x" in handle[1] else handle[1] if handle else ""
    if call in {"write", "pwrite64"}:
        if texts and texts[0].startswith(b"told "):
            yield Op("told", "", int(texts[0].split()[1]))
        elif path.startswith(under) and not path.endswith(FORGETS):
            at = int(given.rsplit(",", 1)[1]) if call == "pwrite64" else -1
            yield Op("write", path, at, texts[0])
    elif call in {"fsync", "fdatasync"} and path.startswith(under):
        yield Op("sync", path)
    elif call == "ftruncate" and path.startswith(under) and not path.endswith(FORGETS):
        yield Op("cut", path, int(given.rsplit(",", 1)[1]))
    elif texts and texts[-1].decode("latin-1").startswith(under):
        yield from _named(call, [each.decode() for each in texts if each.startswith(b"/")], given)


def _named(call: str, paths: list[str], given: str) -> Iterator[Op]:
    if paths[-1].endswith(FORGETS):
        return
    if call in {"open", "openat"} and "O_CREAT" in given:
        yield Op("make", paths[-1])
    elif call in {"link", "linkat"}:
        yield Op("link", paths[0], to=paths[-1])
    elif call in {"unlink", "unlinkat"}:
        yield Op("unlink", paths[-1])
    elif call in {"mkdir", "mkdirat"}:
        yield Op("folder", paths[-1])


@dataclass
class File:
    """The bytes of a file that are safe, and what was asked of it since it was last flushed."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Op] = field(default_factory=list)
    size: int = 0

    def ask(self, op: Op) -> None:
        """Write or cut, not flushed yet."""
        at = self.size if op.at < 0 else op.at
        self.size = at if op.what == "cut" else max(self.size, at + len(op.data))
        self.since.append(op._replace(at=at))

    def flush(self) -> None:
        """All that was asked is safe."""
        for op in self.since:
            _apply(self.safe, op)
        self.since.clear()

    def left(self, draw: random.Random) -> bytes:
        """What may be found of it after a cut."""
        found = bytearray(self.safe)
        for op in self.since:
            fate = draw.random()
            if fate < 1 / 3:
                continue
            torn = fate < 2 / 3 and op.what == "write" and len(op.data) > SECTOR
            _apply(found, op._replace(data=op.data[: draw.randrange(len(op.data)) // SECTOR * SECTOR]) if torn else op)
        return bytes(found)


def _apply(content: bytearray, op: Op) -> None:
    if op.what == "cut":
        del content[op.at :]
        return
    if len(content) < op.at:
        content.extend(bytes(op.at - len(content)))
    content[op.at : op.at + len(op.data)] = op.data


class Disk:
    """A folder as the disk knows it, while things are asked of it."""

    def __init__(self, root: Path) -> None:
        self.safe: dict[str, File | None] = {}
        """Names that are safe: files, and folders (None)."""
        self.since: dict[str, list[tuple[str, File | None, bool]]] = defaultdict(list)
        """By folder: names made (True) or taken away since it was last flushed."""
        self.now: dict[str, File | None] = {}
        for path in root.rglob("*"):
            if not path.name.endswith(FORGETS):
                held = None if path.is_dir() else File(bytearray(path.read_bytes()))
                if held is not None:
                    held.size = len(held.safe)
                self.safe[str(path)] = held
        self.now |= self.safe

    def do(self, op: Op, deaf_to: Set[str] = frozenset()) -> None:
        """What was asked; `deaf_to`: endings of files of which the disk only says that it flushed them."""
        if op.what in {"make", "folder"} and op.path not in self.now:
            self._name(op.path, File() if op.what == "make" else None)
        elif op.what == "link":
            self._name(op.to, self.now[op.path])
        elif op.what == "unlink" and op.path in self.now:
            self.since[_folder(op.path)].append((op.path, self.now.pop(op.path), False))
        elif op.what in {"write", "cut"} and (held := self.now.get(op.path)) is not None:
            held.ask(op)
        elif op.what == "sync" and not op.path.endswith(tuple(deaf_to) or ("\0",)):
            self._flush(op.path)

    def _name(self, path: str, held: File | None) -> None:
        self.now[path] = held
        self.since[_folder(path)].append((path, held, True))

    def _flush(self, path: str) -> None:
        if (held := self.now.get(path)) is not None:
            held.flush()
        for name, file, made in self.since.pop(path, []):
            _turn(self.safe, name, file, made=made)

    def left(self, to: Path, root: Path, draw: random.Random) -> None:
        """Lay down, under `to`, what may be found under `root` after a cut."""
        to.mkdir()
        names = dict(self.safe)
        for asked in self.since.values():
            for name, file, made in asked:
                if draw.random() < 1 / 2:
                    _turn(names, name, file, made=made)
        for name, file in sorted(names.items()):
            path = to / Path(name).relative_to(root)
            if file is None:
                path.mkdir(parents=True, exist_ok=True)
            elif path.parent.is_dir():
                path.write_bytes(file.left(draw))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _turn(names: dict[str, File | None], name: str, file: File | None, *, made: bool) -> None:
    if made:
        names[name] = file
    else:
        names.pop(name, None)
