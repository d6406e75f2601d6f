"""Mails that a member of staff brings as files say who brought them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every mail so far came by itself."""
    op.add_column("incoming_mail", sa.Column("brought_by", sa.String(length=60), nullable=False, server_default=""))


def downgrade() -> None:
    """Who brought one is not told any more."""
    op.drop_column("incoming_mail", "brought_by")
