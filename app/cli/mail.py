"""The command that a mail server pipes a mail to; it also takes a file, a folder of mails, or an mbox."""

from __future__ import annotations

import mailbox
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.conventions import instant, print_json, ready_database, tell
from app.correspondence.actions.mails import keep
from app.plumbing import logs
from app.plumbing.db import db

KEPT, TRY_LATER = 0, 75
"""Exit statuses that mail servers know: done, and EX_TEMPFAIL: keep it and try again later."""
MBOX = b"From "


@click.command("take-mail")
@click.argument("source", metavar="[FILE|-]", default="-", type=click.Path(exists=True, allow_dash=True, path_type=str))
@click.option("--at", metavar="ISO", help="Taken at this instant (default: now).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@with_appcontext
def take_mail(source: str, at: str | None, as_json: bool) -> None:
    """Keep a mail from standard input (the default), a file, a folder of files or an mbox; the worker opens it.

    For a mail server's pipe: exit status 0 when every mail is kept (one that came before is), 75 when one could not be,
    so that the server tries again. What becomes of a mail is never told to whoever sent it.
    """
    mails, failed = [], 0
    try:
        ready_database()
        when = instant(at)
        for name, content in _mails(source):
            number, new = _keep(content, when)
            failed += number is None
            mails.append({"file": name, "mail": number, "new": new})
    except Exception as fault:  # whatever it is, the mail server keeps the mail
        logs.failure(fault)
        failed += 1
    answer = {"kept": sum(each["mail"] is not None for each in mails), "new": sum(bool(each["new"]) for each in mails)}
    if as_json:
        print_json({**answer, "failed": failed, "mails": mails})
    elif failed:
        tell(f"{failed} mail(s) could not be kept; try again later.")
    sys.exit(TRY_LATER if failed else KEPT)


def _keep(content: bytes, at: datetime) -> tuple[int | None, bool]:
    """Keep one; one that cannot be kept stops no other."""
    try:
        return keep(content, at=at)
    except Exception as fault:
        db.session.rollback()
        logs.failure(fault)
        return None, False


def _mails(source: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each mail of a source."""
    if source == "-":
        yield "-", sys.stdin.buffer.read()
        return
    path = Path(source)
    for file in sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]:
        yield from _in_file(file)


def _in_file(file: Path) -> Iterator[tuple[str, bytes]]:
    with file.open("rb") as opened:
        several = opened.read(len(MBOX)) == MBOX
    if not several:
        yield str(file), file.read_bytes()
        return
    box = mailbox.mbox(file, create=False)
    try:
        for number, key in enumerate(box.keys(), start=1):
            yield f"{file}#{number}", box.get_bytes(key)
    finally:
        box.close()


COMMANDS = [take_mail]
