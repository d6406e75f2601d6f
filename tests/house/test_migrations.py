"""Migrations on both databases: equal to the models, up and down with rows, guards present, one head."""

from __future__ import annotations

from pathlib import Path

from alembic import autogenerate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, create_engine, inspect, select, text

from app.journal.queries import verify
from app.models import Base
from app.plumbing import migrations, triggers
from app.plumbing.db import db
from config import Settings
from tests.factories.house import a_case, company


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(migrations._config()).get_heads()) == 1


def test_the_database_is_what_the_models_say(app: Flask) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return not (kind == "table" and str(name).startswith("search_index")) and name != "ix_search_text_words"

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        assert autogenerate.compare_metadata(context, Base.metadata) == []


def test_every_guard_is_present(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert triggers.names() - triggers.present(connection) == set()


def test_no_migration_imports_the_models() -> None:
    for script in ScriptDirectory.from_config(migrations._config()).walk_revisions():
        source = Path(script.path).read_text("utf-8")
        assert "from app" not in source
        assert "import app" not in source


def test_every_revision_goes_down_and_up_with_rows(app: Flask, settings: Settings) -> None:
    firm = company()
    case = a_case(firm)
    before, said = rows(settings), stored_words(settings)
    db.session.remove()
    db.engine.dispose()
    revisions = [script.revision for script in ScriptDirectory.from_config(migrations._config()).walk_revisions()]
    for revision in revisions[1:]:
        migrations.migrate_url(settings.database_url, revision)
        below = rows(settings)
        migrations.migrate_url(settings.database_url)
        assert kept_columns(rows(settings), below) == kept_columns(before, below) == below
        assert stored_words(settings) == said
        with db.engine.connect() as connection:
            assert triggers.names() - triggers.present(connection) == set()
        db.engine.dispose()
    assert list(verify(case.stream)) == []


def test_the_first_revision_goes_down_to_nothing_and_up_again(settings: Settings) -> None:
    migrations.migrate_url(settings.database_url, "base")
    engine = create_engine(settings.database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrations.migrate_url(settings.database_url)
    with engine.connect() as connection:
        assert triggers.names() - triggers.present(connection) == set()
    engine.dispose()


def stored_words(settings: Settings) -> list[str]:
    """The words of every searchable text as they stand."""
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        found = list(connection.scalars(text("SELECT words FROM search_text ORDER BY id")))
    engine.dispose()
    return found


Rows = dict[str, list[dict[str, object]]]


def kept_columns(every: Rows, below: Rows) -> Rows:
    """The same rows with the tables and columns that the revision below has (what it lacks is lost on the way down)."""
    return {
        name: [{column: row[column] for column in (found[0] if found else {})} for row in every[name]]
        for name, found in below.items()
    }


def rows(settings: Settings) -> Rows:
    """Every row of every table, by its primary key."""
    engine = create_engine(settings.database_url)
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: [
                dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if not table.name.startswith("search_index") and table.name != "alembic_version"
        }
    engine.dispose()
    said = {row["key"]: row for row in found.get("duty_wording", [])}
    for duty in found["duty"]:
        duty |= {
            name: value for name, value in said.get(duty.get("wording_key"), {}).items() if name != "key"
        }  # as before 0017
    for row in found["search_text"]:
        row["words"], _mark, again = str(row["words"]).partition(" §")  # before 0019, titles were not said again
        assert again.replace("§", "") in {"", row["words"]}
    return found
