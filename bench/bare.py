"""The floor: Flask, SQLAlchemy Core and Jinja drawing the same fifty rows from the same database, and nothing else.

No session, no sign-in, no rights, no layout, no translation: what any page of this kind costs on this machine. It also
writes one durable row, which is what any logging of a case must cost at least.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from flask import Flask
from sqlalchemy import Engine, bindparam, create_engine, event, text

ROWS = text(
    "SELECT c.ref, c.state, c.level, c.subject, c.next_on, c.next_code, c.stake_minor, c.currency, c.priority, k.title, k.name, "
    "s.name AS owner FROM case_file c JOIN customer k ON k.id = c.customer_id JOIN staff s ON s.id = c.owner_id "
    "WHERE c.owner_id = :owner AND c.is_open = :open ORDER BY c.next_on, c.id LIMIT 50"
).bindparams(bindparam("open", True))
TABLE = """<!doctype html><title>Bare</title><table>{% for r in rows %}<tr><td><a href="/cases/{{ r.ref }}">{{ r.ref }}</a></td>
<td>{{ r.title }} {{ r.name }} — {{ r.subject }}</td><td>{{ r.next_on }} {{ r.next_code }}</td><td>{{ r.state }}</td><td>{{ r.level }}</td>
<td>{{ r.stake_minor or "" }} {{ r.currency }}</td><td>{{ r.owner }}</td></tr>{% endfor %}</table>"""


def make(url: str, owner: int) -> Flask:
    """The bare application, on this database, for this owner."""
    made, engine = Flask(__name__), _engine(url)
    drawn = made.jinja_env.from_string(TABLE)

    @made.get("/table")
    def table() -> str:
        with engine.connect() as connection:
            rows = connection.execute(ROWS, {"owner": owner}).all()
        return drawn.render(rows=rows)

    @made.post("/row")
    def row() -> tuple[str, int, dict[str, str]]:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO bench_row (body) VALUES (:body)"), {"body": "x" * 600})
        return "", 302, {"Location": "/table"}

    return made


def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if url.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def _durable(connection: sqlite3.Connection, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA busy_timeout=15000")

    return engine


def prepare(url: str) -> None:
    """A table of our own to write durable rows into."""
    engine = _engine(url)
    key = "INTEGER PRIMARY KEY" if url.startswith("sqlite") else "SERIAL PRIMARY KEY"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS bench_row (id {key}, body TEXT)"))
    engine.dispose()


if "BARE_URL" in os.environ:
    app = make(os.environ["BARE_URL"], int(os.environ["BARE_OWNER"]))
