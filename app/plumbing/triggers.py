"""Triggers the database keeps for us: rows that may be added but never changed, and a mark when a table changed.

Models declare them; migrations write them out (`statements`), and a house test finds each in both databases.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.orm import DeclarativeBase

MESSAGE = "append-only"
NOTHING = "—"
"""What stands in the place of erased words where a table asks for some."""
Guard = tuple[str, str, str, str]
"""(trigger name, table, event, condition under which the change is refused)."""

_guards: dict[str, Guard] = {}
_marks: dict[str, tuple[str, str]] = {}
"""By the marked table and its event: the table whose one row is stamped."""


def append_only(*models: type[DeclarativeBase]) -> None:
    """Rows of these tables are never updated and never deleted."""
    for model in models:
        for event in ("update", "delete"):
            _add(model.__tablename__, event, "")


def only_erased(model: type[DeclarativeBase], erasure: type[DeclarativeBase]) -> None:
    """Rows are never updated, and deleted only where the erasure is on record under the same `entry_id`."""
    _add(model.__tablename__, "update", "")
    missing = f"NOT EXISTS (SELECT 1 FROM {erasure.__tablename__} e WHERE e.entry_id = OLD.entry_id)"  # noqa: S608
    _add(model.__tablename__, "delete", missing)


def refuse(model: type[DeclarativeBase], event: str, when: str, name: str) -> None:
    """Refuse this event on a row when a condition over OLD and NEW holds."""
    _add(model.__tablename__, event, when, name)


def wordless(model: type[DeclarativeBase], words: Sequence[str], once: str) -> None:
    """Rows are never deleted; they lose these words, and nothing else of them changes, once a condition on OLD holds.

    Nothing stands in the place of words: the empty text, or a dash where the table asks for some.
    """
    _add(model.__tablename__, "delete", "")
    _add(model.__tablename__, "update", f"NOT ({once}) OR {altered(model, words)}")


def altered(model: type[DeclarativeBase], words: Sequence[str]) -> str:
    """The condition that an update of a row changes more than these words, or puts others in their place."""
    fixed = [column.name for column in model.__table__.columns if column.name not in words]
    changed = [f'CAST(NEW."{name}" AS TEXT) IS DISTINCT FROM CAST(OLD."{name}" AS TEXT)' for name in fixed]
    return " OR ".join([*changed, *(f"({reworded(name)})" for name in words)])


def reworded(name: str) -> str:
    """The condition that an update gives a column other words than before, and not none."""
    return f'NEW."{name}" <> OLD."{name}" AND NEW."{name}" NOT IN (\'\', \'{NOTHING}\')'


def _add(table: str, event: str, when: str, name: str = "") -> None:
    trigger = f"keep_{table}_{name or event}"
    _guards[trigger] = (trigger, table, event, when)


def marks(stamped: str, *models: type[DeclarativeBase]) -> None:
    """Whatever changes a row of these tables puts a new stamp, drawn by chance, on the one row of the stamped table."""
    for model in models:
        for event in ("insert", "update", "delete"):
            _marks[f"mark_{model.__tablename__}_{event}"] = (model.__tablename__, stamped)


def names() -> set[str]:
    """The triggers that must be present."""
    return {*_guards, *_marks}


def statements(dialect: str) -> list[str]:
    """The statements that create every guard and every mark on this database."""
    every = sorted(_guards.values())
    if dialect == "sqlite":
        return [*map(_sqlite, every), *(_mark_sqlite(name) for name in sorted(_marks))]
    return [statement for guard in every for statement in _postgresql(guard)] + _marks_postgresql()


def _sqlite(guard: Guard) -> str:
    trigger, table, event, when = guard
    condition = f" WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER {trigger} BEFORE {event.upper()} ON {table} FOR EACH ROW{condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
    )


def _postgresql(guard: Guard) -> list[str]:
    trigger, table, event, when = guard
    test = f"IF {when} THEN " if when else ""
    end = "END IF; " if when else ""
    kept = "RETURN OLD;" if event == "delete" else "RETURN NEW;"
    body = f"BEGIN {test}RAISE EXCEPTION '{MESSAGE}: {table}'; {end}{kept} END"
    return [
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $guard$ {body} $guard$",
        f"CREATE TRIGGER {trigger} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    ]


def _mark_sqlite(name: str) -> str:
    table, stamped = _marks[name]
    event = name.rpartition("_")[2].upper()
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN UPDATE {stamped} SET stamp = random(); END"  # noqa: S608


def _marks_postgresql() -> list[str]:
    made = [
        f"CREATE FUNCTION mark_{stamped}() RETURNS trigger LANGUAGE plpgsql AS $mark$ "  # noqa: S608
        f"BEGIN UPDATE {stamped} SET stamp = (random() * 9007199254740991)::bigint; RETURN NULL; END $mark$"
        for stamped in sorted({stamped for _table, stamped in _marks.values()})
    ]
    for name, (table, stamped) in sorted(_marks.items()):
        event = name.rpartition("_")[2].upper()
        made.append(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION mark_{stamped}()"
        )
    return made


def present(connection: Connection) -> set[str]:
    """The guards and marks this database really has."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return {name for (name,) in rows if name.startswith(("keep_", "mark_"))}
