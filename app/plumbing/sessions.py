"""Sessions kept on our side: the cookie holds only a random name, the database its hash and what belongs to it.

A session ends after 30 minutes without use or 8 hours in all, when its person signs out or is blocked, and gets a new
name at sign-in. Sessions can be listed and ended. What the last action said to its author travels in a signed cookie of
its own: it is read once, on the next page, and would otherwise cost one transaction to keep and another to forget.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from flask import Flask, Request, Response, request, session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, Index, Select, String, bindparam, delete, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CallbackDict

from app.kernel import Clock
from app.plumbing import logs
from app.plumbing.db import Base, columns_of, db, write_turn
from app.plumbing.stamped_cache import CURRENT, noted

COOKIE = "amiable_session"
SAID = "amiable_said"
PROGRAMS = "/api/"
"""Under this address programs call, each with a key of its own: no cookie is read there, and none is set."""
FLASHES = "_flashes"
"""Where Flask keeps what was said."""
LONGEST_SAID = 3_500
"""Bytes; a browser keeps 4,096 of a cookie."""
IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=2)
SHORTEST, LONGEST = 20, 200


class WebSession(Base):
    """One signed-in (or visiting) browser."""

    __tablename__ = "web_session"
    __table_args__ = (Index(None, "person"), Index(None, "seen_at"))

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), default="")
    data: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


_beside: dict[str, ColumnElement[Any]] = {}


def ask_beside(name: str, column: ColumnElement[Any]) -> None:
    """Read this with every session, in the same statement (a count that the header shows); it may name `WebSession`."""
    _beside[name] = column
    _found.cache_clear()


@cache
def _found() -> Select[Any]:
    """A session, the stamp of what changes seldom, and what rooms ask beside."""
    own = (WebSession.data, WebSession.started_at, WebSession.seen_at, CURRENT.label("stamp"))
    asked = (column.label(name) for name, column in _beside.items())
    return select(*own, *asked).where(WebSession.id_hash == bindparam("id_hash"))


class KeptSession(CallbackDict[str, Any], SessionMixin):
    """What a view sees as `session`."""

    def __init__(
        self, initial: dict[str, Any] | None = None, name: str = "", started_at: datetime | None = None
    ) -> None:
        def changed(kept: KeptSession) -> None:
            kept.modified = True

        super().__init__(initial, changed)
        self.name = name
        self.new = not name
        self.modified = False
        self.accessed = True
        self.stale = False
        self.started_at = started_at
        self.renamed = False
        self.before = json.dumps(initial or {}, sort_keys=True)
        self.said: list[Any] | None = None
        """What the cookie of the request had to say; None without one."""
        self.beside: dict[str, Any] = {}
        """What was read beside it, by the name it is asked under."""
        self.lost: OperationalError | None = None
        """Why it could not be read: nobody is asked to sign in again for that."""

    @classmethod
    def unread(cls, error: OperationalError) -> KeptSession:
        """In place of one that the database could not give; `init` answers with an error page as soon as one can be drawn."""
        empty = cls()
        empty.lost = error
        return empty

    def not_a_use(self) -> None:
        """A page that asks by itself, with nobody at it, keeps no session alive."""
        self.stale = False

    def rename(self) -> None:
        """A new name for the same session: at sign-in, so that a planted one is worthless."""
        self.renamed = True
        self.modified = True

    def hear(self, said: list[Any]) -> None:
        """What the page before left to say, for this one to show."""
        self.said = said
        if said:
            dict.__setitem__(self, FLASHES, list(said))

    @property
    def changed(self) -> bool:
        """Is there something to keep that was not there before?"""
        return self.renamed or (self.modified and json.dumps(dict(self), sort_keys=True, default=str) != self.before)


def by_program(request: Request) -> bool:
    """Does a program call, not a browser?"""
    return request.path.startswith(PROGRAMS)


def _without_cookies(request: Request) -> bool:
    return request.endpoint == "static" or by_program(request)


def _signer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(str(app.secret_key), salt=SAID)


def _heard(app: Flask, request: Request) -> list[Any]:
    try:
        said = _signer(app).loads(request.cookies.get(SAID, ""))
    except BadData:
        return []
    return said if isinstance(said, list) else []


def _say(app: Flask, said: list[Any], response: Response) -> None:
    """Leave it to the next page; of too much, the last."""
    signed = _signer(app).dumps(said)
    while len(signed) > LONGEST_SAID and said:
        said = said[1:]
        signed = _signer(app).dumps(said)
    assert isinstance(signed, str)
    response.set_cookie(
        SAID, signed, httponly=True, samesite="Lax", secure=bool(app.config["SESSION_COOKIE_SECURE"]), path="/"
    )


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _now(app: Flask) -> datetime:
    return cast(Clock, app.extensions["clock"]).now()


class KeptSessions(SessionInterface):
    """Flask's door to the table."""

    def open_session(self, app: Flask, request: Request) -> KeptSession:
        """Find the session the cookie names; an unknown, idle or old one counts as none."""
        if _without_cookies(request):
            return KeptSession()
        try:
            kept = self._found(app, request)
        except OperationalError as error:
            return KeptSession.unread(error)
        if SAID in request.cookies:
            kept.hear(_heard(app, request))
        return kept

    def _found(self, app: Flask, request: Request) -> KeptSession:
        name = request.cookies.get(COOKIE, "")
        if not SHORTEST <= len(name) <= LONGEST:
            return KeptSession()
        now = _now(app)
        rows = columns_of(_found(), {"id_hash": _hash(name)})
        row = rows[0] if rows else None
        if row is None or now - row.seen_at > IDLE or now - row.started_at > WHOLE:
            return KeptSession()
        noted(row.stamp)
        kept = KeptSession(dict(row.data), name, row.started_at)
        kept.beside = {asked: row._mapping[asked] for asked in _beside}
        kept.stale = now - row.seen_at > SEEN_EVERY
        return kept

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed; never let a shared cache keep a page that depends on it."""
        assert isinstance(session, KeptSession)
        if by_program(request):
            return
        response.vary.add("Cookie")
        said = list(dict.pop(session, FLASHES, []))
        if said and session.modified and said != session.said:
            _say(app, said, response)
        elif session.said is not None and not said:
            response.delete_cookie(SAID, path="/")
        if not session and session.modified and session.name:
            _forget(session.name)
            response.delete_cookie(COOKIE, path="/")
        elif session.changed and session:
            with _unless_reading(session):
                self._keep(app, session, response)
        elif session.stale:
            with _unless_reading(session):
                _write(update(WebSession).where(WebSession.id_hash == _hash(session.name)).values(seen_at=_now(app)))

    def _keep(self, app: Flask, session: KeptSession, response: Response) -> None:
        now, person = _now(app), str(session.get("_user_id", ""))
        data = json.loads(json.dumps(dict(session)))
        if session.name and not session.renamed:
            changed = {"data": data, "seen_at": now, "person": person}
            _write(update(WebSession).where(WebSession.id_hash == _hash(session.name)).values(**changed))
            return
        if session.name:
            _forget(session.name)
        name = secrets.token_urlsafe(32)
        row = {"id_hash": _hash(name), "data": data, "person": person, "started_at": now, "seen_at": now}
        _write(insert(WebSession).values(**row))
        secure = bool(app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(COOKIE, name, httponly=True, samesite="Lax", secure=secure, path="/")


@contextmanager
def _unless_reading(session: KeptSession) -> Iterator[None]:
    """On a full disk whoever is signed in goes on reading: a page that was asked for is answered, only this is not kept."""
    try:
        yield
    except OperationalError as fault:
        if not session.name or session.renamed or request.method not in {"GET", "HEAD"}:
            raise
        logs.failure(fault)


def init(app: Flask) -> None:
    """Give an app its sessions."""
    app.session_interface = KeptSessions()

    @app.before_request
    def _lost() -> None:
        if (error := cast(KeptSession, session).lost) is not None:
            raise error


def _write(statement: Any) -> None:
    with write_turn(), db.engine.begin() as connection:
        connection.execute(statement)


def _forget(name: str) -> None:
    _write(delete(WebSession).where(WebSession.id_hash == _hash(name)))


def end_sessions_of(person: str) -> None:
    """End every session of this person at once (blocked, password changed); inside a unit of work."""
    db.session.execute(delete(WebSession).where(WebSession.person == person))


def sweep(now: datetime) -> int:
    """Forget sessions that nobody can use any more; returns how many."""
    gone = db.session.execute(delete(WebSession).where(WebSession.seen_at < now - IDLE))
    return int(gone.rowcount)  # type: ignore[attr-defined]
