"""What a tired administrator reads when the machine, not the person, is at fault: one sentence that says what to look at."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError
from sqlalchemy.exc import OperationalError

from app.kernel import Refused, words
from app.plumbing import faults

OF_THE_DISK = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
    }
)


@contextmanager
def said_plainly() -> Iterator[None]:
    """A database that does not answer and a disk that takes nothing more become refusals; all else passes through."""
    try:
        yield
    except OperationalError as away:
        raise Refused("database_away", AWAY.fill(why=_first_line(away.orig or away))) from away
    except BaseError as silent:
        raise Refused("store_away", faults.STORE) from silent
    except OSError as wrong:
        if wrong.errno not in OF_THE_DISK:
            raise
        raise Refused("disk", DISK.fill(why=wrong.strerror, file=wrong.filename or "—")) from wrong


def check_free(host: str, port: int) -> None:
    """Refuse an address where nobody can listen: the port is taken, or the name is not of this machine."""
    try:
        family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as wrong:
        taken = wrong.errno == errno.EADDRINUSE
        message = TAKEN.fill(port=str(port)) if taken else NOWHERE.fill(host=host, port=str(port), why=wrong.strerror)
        raise Refused("address", message, "PORT" if taken else "HOST") from wrong


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]


AWAY = words(
    "La base de données n’a pas répondu : {why}. Voyez si elle tourne, si DATABASE_URL est juste et s’il reste de la place, puis recommencez.",
    "The database did not answer: {why}. See whether it runs, whether DATABASE_URL is right and whether there is room left, then try again.",
)
DISK = words(
    "Le disque ne prend rien : {why} ({file}). Faites de la place ou donnez le droit d’écrire, puis recommencez.",
    "The disk takes nothing: {why} ({file}). Make room or give the right to write, then try again.",
)
TAKEN = words(
    "Le port {port} est déjà pris : arrêtez ce qui l’occupe, ou choisissez-en un autre (PORT=…).",
    "Port {port} is taken already: stop what holds it, or choose another (PORT=…).",
)
NOWHERE = words(
    "Rien ne peut écouter à {host}, port {port} : {why}. Corrigez HOST ou PORT.",
    "Nothing can listen at {host}, port {port}: {why}. Correct HOST or PORT.",
)
