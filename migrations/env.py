"""Alembic's way in: migrate the database of the settings, or the connection a test hands over.

Foreign keys are off while SQLite copies tables and are checked after; PostgreSQL migrates under an advisory lock.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, text

from app.models import Base
from config import settings_from

LOCK = 727_001


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=_ours,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.run_migrations()
    if sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows point at nothing after migrating: {broken[:5]}")
        connection.commit()
        _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, switch: str) -> None:
    """SQLite ignores this inside a transaction: it is said to the driver itself, outside any."""
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={switch}")


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    return not (kind == "table" and str(name).startswith("search_index"))


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    with create_engine(settings_from().database_url).connect() as own:
        _migrate(own)
        own.commit()
