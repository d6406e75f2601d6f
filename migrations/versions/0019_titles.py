"""The words of titles stand in the search index once more as words of a title, so that titles are found however many texts there are."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TITLES = "kind IN ('subject', 'customer', 'party') AND words <> ''"


def upgrade() -> None:
    """Say the words of each title twice."""
    op.execute(f"UPDATE search_text SET words = words || ' §' || replace(words, ' ', ' §') WHERE {TITLES}")  # noqa: S608  ours


def downgrade() -> None:
    """Say them once: the half before the first mark."""
    before = {"sqlite": "instr(words, ' §')", "postgresql": "strpos(words, ' §')"}[op.get_bind().dialect.name]
    op.execute(f"UPDATE search_text SET words = substr(words, 1, {before} - 1) WHERE {TITLES}")  # noqa: S608  ours
