"""Parts of files that were drawn before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An empty shelf."""
    op.create_table(
        "file_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("file_key", sa.String(64), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_file_part_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_part")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_file_part_case_id_key")),
    )
    op.create_index(op.f("ix_file_part_used_at"), "file_part", ["used_at"])


def downgrade() -> None:
    """What was drawn is drawn again."""
    op.drop_index(op.f("ix_file_part_used_at"), table_name="file_part")
    op.drop_table("file_part")
