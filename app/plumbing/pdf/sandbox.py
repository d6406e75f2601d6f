"""The sandbox: a job on hostile material runs in its own process, which can be killed and can reach nothing.

`run_sandboxed` starts one child for one job, a `Sandbox` one for several of the same module: its own session, an empty
temporary folder that is deleted afterwards, a bare environment, limits on processor time, memory and file size, lower
priority, no network (a fresh network namespace where the system allows one, and always a hook that refuses sockets,
programs and files outside the libraries). The child dies with its parent. Nothing is pickled: a job gets and gives a
JSON head and a list of byte strings.
"""

from __future__ import annotations

import ctypes
import importlib
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from app.kernel import Refused, Words, words

ROOT = Path(__file__).resolve().parents[3]
MIB = 1024 * 1024
COURTESY = 12
"""Niceness of sandboxed jobs: pages people wait for come first."""
INSIDE = "import sys, json; from app.plumbing.pdf.sandbox import main; main(sys.argv[1], json.loads(sys.argv[2]))"
PREFIX = "amiable-sandbox-"
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
    """What goes into the sandbox and what comes out: a JSON head and byte strings."""

    head: Mapping[str, Any]
    blobs: Sequence[bytes] = field(default=())


class SandboxError(Exception):
    """A sandboxed job did not finish: `code` is too_slow, too_large, crashed, failed or the job's own refusal;
    `words` says it to a person (a clause, to be put after "because")."""

    def __init__(self, code: str, message: Words, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.words = message
        self.detail = detail


def sweep(place: Path | None = None) -> int:
    """Remove the folders of sandboxes whose keeper was killed before it could; returns how many. The living keep theirs."""
    left = [folder for folder in (place or Path(tempfile.gettempdir())).glob(f"{PREFIX}*") if not _kept(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _kept(folder: Path) -> bool:
    """Is the process that made this folder still there? (its number is in the name; it may belong to somebody else)"""
    number = folder.name.removeprefix(PREFIX).partition("-")[0]
    return not number.isdigit() or Path(f"/proc/{number}").exists()


def run_sandboxed(job: str, parcel: Parcel, limits: Limits) -> Parcel:
    """Run `module:function` on a parcel in a child process; the job's parcel, or `SandboxError`."""
    with Sandbox(limits, job.partition(":")[0]) as sandbox:
        return sandbox.ask(job, parcel)


class Sandbox:
    """One child that does jobs one after the other; `limits` hold for each of them. Its first error is its end.

    It imports `module`, and whatever that imports, while its keeper still prepares the first parcel.
    """

    def __init__(self, limits: Limits, module: str) -> None:
        sweep()
        self.limits = limits
        self.late = False
        self.folder = tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-")
        self.noise = tempfile.TemporaryFile()  # noqa: SIM115  closed with the sandbox
        try:
            self.child = subprocess.Popen(  # noqa: S603  our own interpreter and our own words
                [sys.executable, "-P", "-c", INSIDE, module, json.dumps(_terms(limits))],
                cwd=self.folder.name,
                env=_bare_environment(self.folder.name),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.noise,
                start_new_session=True,
            )
        except BaseException:
            self.folder.cleanup()
            raise

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, job: str, parcel: Parcel) -> Parcel:
        """The job's parcel, or `SandboxError`."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        clock = threading.Timer(self.limits.wall_seconds, self._too_late)
        clock.start()
        try:
            with suppress(BrokenPipeError):
                self.child.stdin.write(packed(Parcel({"job": job, "head": dict(parcel.head)}, parcel.blobs)))
                self.child.stdin.flush()
            answer = _received(self.child.stdout)
        finally:
            clock.cancel()
        return self._opened(answer)

    def stop(self) -> None:
        """End the child at once; whoever waits for its answer is told."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the child, whatever it is doing, and leave nothing behind."""
        _end(self.child)
        self.noise.close()
        self.folder.cleanup()

    def _too_late(self) -> None:
        self.late = True
        self.stop()

    def _opened(self, answer: Parcel | None) -> Parcel:
        """What the child answered, or why it did not."""
        if answer is not None and "broken" in answer.head:
            said = answer.head
            raise SandboxError(said["broken"], words(said["fr"], said["en"]), said["detail"])
        if answer is not None:
            return answer
        status = self.child.wait()
        if self.late:
            raise SandboxError("too_slow", TOO_SLOW, f"killed after {self.limits.wall_seconds} s")
        self.noise.seek(0)
        detail = self.noise.read().decode("utf-8", "replace")[-2000:]
        if status == -signal.SIGXCPU:
            raise SandboxError("too_slow", TOO_SLOW, detail)
        raise SandboxError("crashed", CRASHED, f"status {status} {detail}")


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


def packed(parcel: Parcel) -> bytes:
    """A parcel as bytes, for a pipe or a shelf."""
    head = json.dumps({"head": dict(parcel.head), "sizes": [len(blob) for blob in parcel.blobs]}).encode()
    return b"".join((len(head).to_bytes(FRAME, "big"), head, *parcel.blobs))


def opened(data: bytes) -> Parcel:
    """The parcel that was `packed`."""
    found = _received(io.BytesIO(data))
    if found is None:
        raise ValueError("not a whole parcel")
    return found


def _received(pipe: IO[bytes]) -> Parcel | None:
    """The next parcel of a pipe; None when it ends before or within one."""
    length = pipe.read(FRAME)
    plan = pipe.read(int.from_bytes(length, "big")) if len(length) == FRAME else b""
    try:
        known = json.loads(plan)
    except ValueError:
        return None
    blobs = [pipe.read(size) for size in known["sizes"]]
    whole = all(len(blob) == size for blob, size in zip(blobs, known["sizes"], strict=True))
    return Parcel(known["head"], blobs) if whole else None


# --- the inside of the sandbox ------------------------------------------------------------------------------------------


def main(module: str, terms: Mapping[str, int]) -> None:
    """What the child does: tie its own hands, then read a parcel, do its job, write a parcel, and again."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit(terms)
    importlib.import_module(module)
    _leave_the_network()
    sys.addaudithook(_fence([sys.prefix, sys.base_prefix, str(ROOT / "app"), os.getcwd()]))
    while (parcel := _received(sys.stdin.buffer)) is not None:
        _allow(terms["cpu"])
        _answer(parcel, out)


def _answer(parcel: Parcel, out: BinaryIO) -> None:
    module, _, name = parcel.head["job"].partition(":")
    try:
        work: Callable[[Parcel], Parcel] = getattr(sys.modules[module], name)
        result = work(Parcel(parcel.head["head"], parcel.blobs))
    except Refused as no:
        result = _broken(no.code, no.message, "")
    except MemoryError as full:
        result = _broken("too_large", TOO_LARGE, repr(full))
    except Exception as error:  # whatever breaks inside is told outside, in one way
        result = _broken("failed", FAILED, f"{type(error).__name__}: {error}"[:500])
    out.write(packed(result))
    out.flush()


def _allow(seconds: int) -> None:
    """From here on, so many seconds of processor; then the end."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


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
    resource.setrlimit(resource.RLIMIT_CPU, (terms["cpu"], resource.getrlimit(resource.RLIMIT_CPU)[1]))
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
                raise PermissionError(f"sandboxed: {event} {path!r}")
        elif event in DELETES:
            if not inside(arguments[0], (f"{folder}/",)):
                raise PermissionError(f"sandboxed: {event} {arguments[0]!r}")
        elif event.startswith(FORBIDDEN):
            raise PermissionError(f"sandboxed: {event}")

    return hook
