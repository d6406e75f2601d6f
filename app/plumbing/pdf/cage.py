"""The cage: a job on hostile material runs in its own process, which can be killed and can reach nothing.

`run_caged` starts one child per job: its own session, an empty temporary folder that is deleted afterwards, a bare
environment, limits on processor time, memory and file size, lower priority, no network (a fresh network namespace
where the system allows one, and always a hook that refuses sockets, programs and files outside the libraries). The
child dies with its parent. Nothing is pickled: a job gets and gives a JSON head and a list of byte strings.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from app.kernel import Refused, Words, words

ROOT = Path(__file__).resolve().parents[3]
MIB = 1024 * 1024
COURTESY = 12
"""Niceness of caged jobs: pages people wait for come first."""
INSIDE = "import sys, json; from app.plumbing.pdf.cage import main; main(sys.argv[1], json.loads(sys.argv[2]))"
PREFIX = "amiable-cage-"
FRAME = 8
"""Bytes that hold the length of the JSON head."""

TOO_SLOW = words("le traitement a dépassé le temps permis", "processing took longer than allowed")
TOO_LARGE = words("le traitement a dépassé la mémoire permise", "processing needed more memory than allowed")
CRASHED = words("le traitement s’est interrompu", "processing broke off")
FAILED = words("le contenu n’a pas pu être lu", "the content could not be read")


@dataclass(frozen=True)
class Limits:
    """What a job may use: seconds of processor, seconds on the wall, MiB of address space."""

    cpu_seconds: int = 60
    wall_seconds: float = 120
    memory_mib: int = 1536


@dataclass(frozen=True)
class Parcel:
    """What goes into the cage and what comes out: a JSON head and byte strings."""

    head: Mapping[str, Any]
    blobs: Sequence[bytes] = field(default=())


class CageError(Exception):
    """A caged job did not finish: `code` is too_slow, too_large, crashed, failed or the job's own refusal;
    `words` says it to a person (a clause, to be put after "because")."""

    def __init__(self, code: str, message: Words, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.words = message
        self.detail = detail


def sweep(place: Path | None = None) -> int:
    """Remove the folders of cages whose keeper was killed before it could; returns how many. The living keep theirs."""
    left = [folder for folder in (place or Path(tempfile.gettempdir())).glob(f"{PREFIX}*") if not _kept(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _kept(folder: Path) -> bool:
    """Is the process that made this folder still there? (its number is in the name; it may belong to somebody else)"""
    number = folder.name.removeprefix(PREFIX).partition("-")[0]
    return not number.isdigit() or Path(f"/proc/{number}").exists()


def run_caged(job: str, parcel: Parcel, limits: Limits) -> Parcel:
    """Run `module:function` on a parcel in a child process; the job's parcel, or `CageError`."""
    sweep()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        child = subprocess.Popen(  # noqa: S603  our own interpreter and our own words
            [sys.executable, "-P", "-c", INSIDE, job, json.dumps(_terms(limits))],
            cwd=folder,
            env=_bare_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            answer, noise = child.communicate(_pack(parcel), timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as slow:
            raise CageError("too_slow", TOO_SLOW, f"killed after {limits.wall_seconds} s") from slow
        finally:
            _end(child)
    return _opened(child.returncode, answer, noise)


def _terms(limits: Limits) -> dict[str, int]:
    return {
        "cpu": limits.cpu_seconds,
        "memory": limits.memory_mib * MIB,
        "nice": COURTESY,
        "parent": os.getpid(),
    }


def _bare_environment(folder: str) -> dict[str, str]:
    """Nothing of ours (no database address, no key) is visible inside."""
    return {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "HOME": folder,
        "TMPDIR": folder,
        "XDG_CACHE_HOME": folder,
        "LANG": "C.UTF-8",
        "SOURCE_DATE_EPOCH": "0",
    }


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the child and its session, and collect it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe:
            with suppress(OSError):
                pipe.close()
    child.wait()


def _opened(status: int, answer: bytes, noise: bytes) -> Parcel:
    """The parcel of a child that ended, or why there is none."""
    detail = noise.decode("utf-8", "replace")[-2000:]
    if status == -signal.SIGXCPU:
        raise CageError("too_slow", TOO_SLOW, detail)
    if status != 0:
        raise CageError("crashed", CRASHED, f"status {status} {detail}")
    parcel = _unpack(answer)
    if "broken" in parcel.head:
        said = parcel.head
        raise CageError(said["broken"], words(said["fr"], said["en"]), said["detail"])
    return parcel


def _pack(parcel: Parcel) -> bytes:
    head = json.dumps({"head": dict(parcel.head), "sizes": [len(blob) for blob in parcel.blobs]}).encode()
    return b"".join((len(head).to_bytes(FRAME, "big"), head, *parcel.blobs))


def _unpack(data: bytes) -> Parcel:
    start = FRAME + int.from_bytes(data[:FRAME], "big")
    plan = json.loads(data[FRAME:start])
    blobs = []
    for size in plan["sizes"]:
        blobs.append(data[start : start + size])
        start += size
    return Parcel(plan["head"], blobs)


# --- the inside of the cage ------------------------------------------------------------------------------------------


def main(job: str, terms: Mapping[str, int]) -> None:
    """What the child does: tie its own hands, read the parcel, do the job, write the parcel."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit(terms)
    module, _, name = job.partition(":")
    work: Callable[[Parcel], Parcel] = getattr(importlib.import_module(module), name)
    _leave_the_network()
    sys.addaudithook(_fence([sys.prefix, sys.base_prefix, str(ROOT / "app"), os.getcwd()]))
    _answer(work, out)


def _answer(work: Callable[[Parcel], Parcel], out: BinaryIO) -> None:
    try:
        result = work(_unpack(sys.stdin.buffer.read()))
    except Refused as no:
        result = _broken(no.code, no.message, "")
    except MemoryError as full:
        result = _broken("too_large", TOO_LARGE, repr(full))
    except Exception as error:  # whatever breaks inside is told outside, in one way
        result = _broken("failed", FAILED, f"{type(error).__name__}: {error}"[:500])
    out.write(_pack(result))
    out.flush()


def _broken(code: str, message: Words, detail: str) -> Parcel:
    """Why there is no result; a refusal keeps its own code and words."""
    values = {name: str(value) for name, value in message.values}
    said = {"fr": message.fr.format(**values), "en": message.en.format(**values)}
    return Parcel({"broken": code, "detail": detail, **said})


def _limit(terms: Mapping[str, int]) -> None:
    """Processor, memory, file size, open files, no core dump, low priority; die when the parent dies."""
    with suppress(AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != terms["parent"]:
        sys.exit(1)
    os.nice(terms["nice"])
    resource.setrlimit(resource.RLIMIT_CPU, (terms["cpu"], terms["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (terms["memory"], terms["memory"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * MIB, 64 * MIB))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave_the_network() -> None:
    """An empty network namespace, alone if we may, else with a user namespace; where neither is allowed, the fence."""
    new_user, new_network = 0x10000000, 0x40000000
    with suppress(AttributeError):  # Linux only
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(new_network) != 0:
            library.unshare(new_user | new_network)


FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.send",
    "socket.get",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.fork",
)
READABLE = ("/usr/share/", "/usr/lib/", "/lib/", "/etc/fonts/", "/etc/mime.types", "/etc/localtime")
DELETES = ("os.remove", "os.rmdir", "os.rename", "os.chmod", "os.truncate", "os.link", "os.symlink")


def _fence(roots: Sequence[str]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook: no sockets, no programs; reads inside the libraries and our code, writes in the empty folder."""
    folder = os.path.realpath(os.getcwd())
    readable = tuple(f"{os.path.realpath(root)}/" for root in roots) + READABLE

    def inside(path: object, roots: tuple[str, ...]) -> bool:
        return os.path.realpath(os.fsdecode(path)).startswith(roots) if isinstance(path, str | bytes) else True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = (
                bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else "r" not in str(mode)
            )
            if not inside(path, (f"{folder}/",) if writes else readable):
                raise PermissionError(f"caged: {event} {path!r}")
        elif event in DELETES:
            if not inside(arguments[0], (f"{folder}/",)):
                raise PermissionError(f"caged: {event} {arguments[0]!r}")
        elif event.startswith(FORBIDDEN):
            raise PermissionError(f"caged: {event}")

    return hook
