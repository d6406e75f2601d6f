"""The whole house in one archive: the database row by row, and every stored file; readable on either database.

The archive is a plain tar: `manifest.json` (revision, tables with their counts and fingerprints), one `tables/NAME.jsonl`
per table, and `files/KEY` for each stored file. A backup taken on SQLite can be restored on PostgreSQL and back.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from sqlalchemy import Connection, MetaData, Table, create_engine, func, insert, select, text
from sqlalchemy.types import Boolean, Date, DateTime

from app.kernel import Refused, as_utc, words
from app.plumbing import migrations, storage
from app.plumbing.db import write_mode
from config import Settings

NOT_EMPTY = words(
    "Cette installation contient déjà des données : restaurez dans un dossier vide.",
    "This installation has data already: restore into an empty folder.",
)
NOT_A_FILE = words(
    "{name} n’est pas un fichier : donnez le nom d’un fichier, que l’archive remplacera.",
    "{name} is not a file: give the name of a file, which the archive will replace.",
)
DAMAGED = words("L’archive est abîmée : {what}.", "The archive is damaged: {what}.")
NEWER = words(
    "Cette archive vient d’une version plus récente (révision {found}, ce programme s’arrête à {wanted}) : installez cette version, puis restaurez.",
    "This archive was made by a newer version (revision {found}, this program ends at {wanted}): install that version, then restore.",
)
NO_FOLDER = words(
    "Le dossier {name} n’existe pas : créez-le (ou montez le disque qui devait y être), puis recommencez.",
    "There is no folder {name}: make it (or mount the disk that should be there), then try again.",
)
BATCH = 500
SKIPPED = frozenset({"alembic_version", "seldom_stamp", "web_session", "throttle", "presence"})


class Written(NamedTuple):
    """What became of a backup: bytes of the archive, and the files of the store that could not be read, so are not in it."""

    size: int
    lost: list[str]


def write(settings: Settings, output: Path) -> Written:
    """Write the archive (beside its place, then moved there, once it is on the platter); one damaged file stops none of the rest."""
    if not output.parent.is_dir():
        raise Refused("no_folder", NO_FOLDER.fill(name=str(output.parent)), "output")
    if output.exists() and not output.is_file():  # what would be moved there takes its place
        raise Refused("not_a_file", NOT_A_FILE.fill(name=str(output)), "output")
    engine = create_engine(settings.database_url)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=".backup-")
    try:
        with (
            os.fdopen(handle, "wb") as file,
            engine.connect() as connection,
        ):
            if not settings.on_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                lost = _write_all(connection, archive, settings)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o600)
        os.replace(name, output)
    finally:
        Path(name).unlink(missing_ok=True)
        engine.dispose()
    return Written(output.stat().st_size, lost)


def _write_all(connection: Connection, archive: tarfile.TarFile, settings: Settings) -> list[str]:
    """Everything; returns the names of the files that the store has, but could not give as they were kept."""
    revision = migrations.of(connection) or migrations.wanted()
    manifest: dict[str, Any] = {"revision": revision, "tables": {}, "files": {}}
    for table in _tables(connection):
        manifest["tables"][table.name] = _write_table(connection, archive, table)
    kept = storage.Storage.at(settings.storage_url)
    lost = []
    for key in list(kept.keys()):
        try:
            body = kept.get(key)
        except storage.MissingError:  # erased meanwhile
            continue
        except storage.DamagedError:
            lost.append(key)
            continue
        manifest["files"][key] = hashlib.sha256(body).hexdigest()
        _put(archive, f"files/{key}", io.BytesIO(body))
    _put(archive, "manifest.json", io.BytesIO(json.dumps(manifest, ensure_ascii=False, indent=1).encode()))
    return lost


def _write_table(connection: Connection, archive: tarfile.TarFile, table: Table) -> dict[str, Any]:
    """Every row of a table, row by row through a file: a large house does not fit in memory."""
    fingerprint, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as body:
        for row in _rows(connection, table):
            line = json.dumps(_plain(row), ensure_ascii=False, sort_keys=True).encode() + b"\n"
            fingerprint.update(line)
            count += body.write(line) > 0
        _put(archive, f"tables/{table.name}.jsonl", body)
    return {"rows": count, "sha256": fingerprint.hexdigest()}


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [t for t in metadata.sorted_tables if t.name not in SKIPPED and not t.name.startswith("search_index")]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    keys = list(table.primary_key.columns)
    for row in connection.execute(select(table).order_by(*keys), execution_options={"yield_per": BATCH}):
        yield dict(row._mapping)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"@": as_utc(value).replace(tzinfo=None).isoformat() if value.tzinfo else value.isoformat()}
    if isinstance(value, date):
        return {"@": value.isoformat()}
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    return value


def _put(archive: tarfile.TarFile, name: str, body: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = body.seek(0, io.SEEK_END), 0o600
    body.seek(0)
    archive.addfile(entry, body)


def read(settings: Settings, source: Path) -> str:
    """Rebuild an empty house from an archive; refuses one with data, and a damaged archive. Returns the revision it was made at.

    An archive of an older version is read into tables as they were then, which are brought to this version.
    """
    try:
        with tarfile.open(source, "r:*") as archive:
            manifest = json.loads(_member(archive, "manifest.json").read())
            revision = str(manifest["revision"])
            if revision not in migrations.known():
                raise Refused("other_revision", NEWER.fill(found=revision, wanted=migrations.wanted()))
            settings.data.mkdir(parents=True, exist_ok=True)
            _require_empty(settings)
            migrations.migrate_url(settings.database_url, revision)
            _read_files(archive, manifest, settings)
            _read_tables(archive, manifest, settings)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise Refused("damaged", DAMAGED.fill(what=source.name)) from broken
    migrations.migrate_url(settings.database_url)
    return revision


def _require_empty(settings: Settings) -> None:
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            if migrations.of(connection) and connection.scalar(text("SELECT count(*) FROM staff")):
                raise Refused("not_empty", NOT_EMPTY)
    finally:
        engine.dispose()


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        member = archive.extractfile(name)
    except KeyError as missing:
        raise Refused("damaged", DAMAGED.fill(what=name)) from missing
    if member is None:
        raise Refused("damaged", DAMAGED.fill(what=name))
    return member


def _checked(body: bytes, fingerprint: str, name: str) -> bytes:
    if hashlib.sha256(body).hexdigest() != fingerprint:
        raise Refused("damaged", DAMAGED.fill(what=name))
    return body


def _read_files(archive: tarfile.TarFile, manifest: dict[str, Any], settings: Settings) -> None:
    kept = storage.Storage.at(settings.storage_url)
    for key, fingerprint in manifest["files"].items():
        kept.put(_checked(_member(archive, f"files/{key}").read(), fingerprint, key))


def _read_tables(archive: tarfile.TarFile, manifest: dict[str, Any], settings: Settings) -> None:
    engine = create_engine(settings.database_url)
    token = write_mode.set(True)
    try:
        with engine.begin() as connection:
            tables = {table.name: table for table in _tables(connection)}
            with _linked_at_the_end(connection, tables.values()):
                for name, said in manifest["tables"].items():
                    _insert(connection, tables[name], _lines(archive, name, said["sha256"]))
    finally:
        write_mode.reset(token)
        engine.dispose()


@contextmanager
def _linked_at_the_end(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Rows that point at each other are checked once all are there, not one by one.

    On PostgreSQL it takes the owner of the tables, not the administrator of the server.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield
        return
    links = [
        f"ALTER TABLE {table.name} ALTER CONSTRAINT {key.name}"
        for table in tables
        for key in table.foreign_key_constraints
    ]
    for link in links:
        connection.exec_driver_sql(f"{link} DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for link in links:
        connection.exec_driver_sql(f"{link} NOT DEFERRABLE")


def _lines(archive: tarfile.TarFile, name: str, wanted: str) -> Iterator[dict[str, Any]]:
    """The rows of a table as the archive has them; refuses them at the end if they are not those that were put there."""
    fingerprint = hashlib.sha256()
    for line in _member(archive, f"tables/{name}.jsonl"):
        fingerprint.update(line)
        try:
            yield json.loads(line)
        except ValueError as broken:
            raise Refused("damaged", DAMAGED.fill(what=name)) from broken
    if fingerprint.hexdigest() != wanted:
        raise Refused("damaged", DAMAGED.fill(what=name))


def _insert(connection: Connection, table: Table, lines: Iterator[dict[str, Any]]) -> None:
    while rows := list(islice(lines, BATCH)):
        connection.execute(insert(table), [_typed(table, row) for row in rows])
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        _number_on(connection, table)


def _number_on(connection: Connection, table: Table) -> None:
    """The next row of this table takes the number after the last."""
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
    last = connection.scalar(select(func.max(table.c.id))) if sequence else None
    if last is not None:
        connection.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": last})


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed_value(table.columns[name].type, value) for name, value in row.items()}


def _typed_value(kind: Any, value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"@"}:
        if not isinstance(kind, DateTime):
            return date.fromisoformat(value["@"][:10])
        at = datetime.fromisoformat(value["@"])
        return at.replace(tzinfo=UTC) if kind.timezone else at
    if isinstance(value, dict) and set(value) == {"b64"}:
        return base64.b64decode(value["b64"])
    if isinstance(kind, Boolean) and value is not None:
        return bool(value)
    if isinstance(kind, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    return value
