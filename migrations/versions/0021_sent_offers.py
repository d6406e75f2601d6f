"""What the customer was offered stays as it was sent: terms, words and lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

GUARDS = {
    "keep_offer_sent_terms": (
        "offer",
        "UPDATE",
        "OLD.state <> 'draft' AND (NEW.edition <> OLD.edition OR NEW.valid_until_on <> OLD.valid_until_on "
        "OR NEW.expires_at IS DISTINCT FROM OLD.expires_at OR NEW.separable <> OLD.separable OR NEW.currency <> OLD.currency "
        "OR (NEW.\"message\" <> OLD.\"message\" AND NEW.\"message\" NOT IN ('', '—')) "
        "OR (OLD.text_sent <> '' AND NEW.\"text_sent\" <> OLD.\"text_sent\" AND NEW.\"text_sent\" NOT IN ('', '—')))",
    ),
    "keep_offer_line_sent_words": (
        "offer_line",
        "UPDATE",
        "OLD.state <> 'draft' AND (NEW.kind <> OLD.kind OR NEW.entry_version <> OLD.entry_version OR NEW.name_fr <> OLD.name_fr "
        "OR NEW.name_en <> OLD.name_en OR (NEW.\"wording_fr\" <> OLD.\"wording_fr\" AND NEW.\"wording_fr\" NOT IN ('', '—')) "
        "OR (NEW.\"wording_en\" <> OLD.\"wording_en\" AND NEW.\"wording_en\" NOT IN ('', '—')))",
    ),
    "keep_offer_line_sent_delete": ("offer_line", "DELETE", "OLD.state <> 'draft'"),
}


def upgrade() -> None:
    """Guard them; rows stay as they are."""
    for name, guard in GUARDS.items():
        for statement in _postgresql(name, *guard) if _served() else _sqlite(name, *guard):
            op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Guard them no more."""
    for name, (table, _event, _when) in GUARDS.items():
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if _served() else ""))
        if _served():
            op.execute(f"DROP FUNCTION {name}()")


def _served() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(name: str, table: str, event: str, when: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    ]


def _postgresql(name: str, table: str, event: str, when: str) -> list[str]:
    kept = "OLD" if event == "DELETE" else "NEW"
    body = f"BEGIN IF {when} THEN RAISE EXCEPTION 'append-only: {table}'; END IF; RETURN {kept}; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ {body} $guard$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
