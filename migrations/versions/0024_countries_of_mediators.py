"""A mediator belongs to a country: a British scheme is not named under French law, nor a French mediator under British law."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every mediator so far was taken from French lists; one that is not is put right in the directory."""
    op.add_column("mediator", sa.Column("country", sa.String(length=2), nullable=False, server_default="FR"))


def downgrade() -> None:
    """Mediators have no country any more."""
    op.drop_column("mediator", "country")
