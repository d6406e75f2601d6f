"""One house put back to where it stood, as often as wanted: cheaper than founding a company for every life."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.plumbing.db import db
from config import Settings


class Kept:
    """The database as it stood when this was made."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._release()
        if settings.on_sqlite:
            self.copy = Path(f"{settings.sqlite_file}.kept")
            shutil.copy(settings.sqlite_file, self.copy)
        else:
            self.name = str(make_url(settings.database_url).database)
            self._administer(f"CREATE DATABASE {self.name}_kept TEMPLATE {self.name} STRATEGY FILE_COPY")

    def restore(self) -> None:
        """Put it back."""
        self._release()
        if self.settings.on_sqlite:
            shutil.copy(self.copy, self.settings.sqlite_file)
            return
        self._administer(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_kept STRATEGY FILE_COPY",
        )

    def forget(self) -> None:
        """Remove the copy."""
        if self.settings.on_sqlite:
            self.copy.unlink()
        else:
            self._administer(f"DROP DATABASE {self.name}_kept WITH (FORCE)")

    def _release(self) -> None:
        """Nobody is connected any more; the embedded database has put everything into its one file."""
        db.session.remove()
        if self.settings.on_sqlite:
            with db.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
        db.engine.dispose()

    def _administer(self, *statements: str) -> None:
        address = make_url(self.settings.database_url).set(database="postgres")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()
