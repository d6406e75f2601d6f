"""What the machine does to us: a disk that is full or fails, a store of files that does not answer; and what people are told of it.

Nothing that failed so was kept, not even by half: the words say so, and that it may be sent again.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping

from obstore.exceptions import BaseError
from sqlalchemy.exc import DBAPIError

from app.kernel import Refused, Words, words
from app.plumbing.storage import DamagedError, NotKeptError

WHOM = (
    "l’administration d’Amiable ou la personne qui suit votre dossier",
    "the administrator of Amiable, or whoever handles your case",
)
FULL = words(
    "Il n’y a plus de place pour enregistrer : rien n’a été gardé de cet envoi, et tout ce qui l’était avant l’est toujours. "
    f"Prévenez {WHOM[0]}, puis renvoyez ; lire reste possible.",
    "There is no room left to save anything: nothing of this was kept, and all that was kept before still is. "
    f"Tell {WHOM[1]}, then send it again; reading still works.",
)
DISK = words(
    f"Le disque n’a pas pu écrire : rien n’a été gardé de cet envoi. Prévenez {WHOM[0]}, puis renvoyez.",
    f"The disk could not write: nothing of this was kept. Tell {WHOM[1]}, then send it again.",
)
STORE = words(
    f"Le stockage des fichiers ne répond pas : rien n’a été gardé de cet envoi. Réessayez dans un instant ; si cela dure, prévenez {WHOM[0]}.",
    f"The store of files does not answer: nothing of this was kept. Try again shortly; if it lasts, tell {WHOM[1]}.",
)
LOST = words(
    "Ce fichier manque dans le stockage, ou ne s’y lit plus tel qu’il a été gardé. Rien d’autre n’est touché : prévenez "
    f"{WHOM[0]}, une sauvegarde l’a peut-être encore.",
    "This file is missing from the store, or cannot be read there as it was kept. Nothing else is touched: tell "
    f"{WHOM[1]}; a backup may still have it.",
)
CODES: Mapping[Words, str] = {FULL: "disk_full", DISK: "disk_fails", STORE: "store_away", LOST: "file_lost"}
OF_THE_SYSTEM: Mapping[int, Words] = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EIO: DISK, errno.EROFS: DISK,
}  # fmt: skip
OF_THE_SERVER: Mapping[str, Words] = {"53100": FULL, "58030": DISK, "25006": DISK}
"""What PostgreSQL calls a full disk, one that fails, and a server that only reads."""
OF_THE_FILE = ("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


def said_of(error: BaseException) -> Words | None:
    """What people are told of this error where the machine is at fault; None for every other."""
    if isinstance(error, NotKeptError):
        return STORE
    if isinstance(error, OSError):
        return OF_THE_SYSTEM.get(error.errno or 0)
    if isinstance(error, DamagedError):
        return LOST
    if isinstance(error, BaseError):
        return STORE
    return _of_the_database(error.orig) if isinstance(error, DBAPIError) else None


def _of_the_database(error: BaseException | None) -> Words | None:
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        return FULL if name == "SQLITE_FULL" else DISK if name.startswith(OF_THE_FILE) else None
    return OF_THE_SERVER.get(getattr(error, "sqlstate", None) or "")


def refused(said: Words) -> Refused:
    """The same as programs are told of it."""
    return Refused(CODES[said], said)
