"""Indexes for what is counted and looked up on every page."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WALKED = ["is_open", "next_on", "id"]
COUNTED = {
    "owner": ("owner_id", ["service_id", "level"]),
    "service": ("service_id", ["level"]),
    "created_by": ("created_by_id", ["service_id", "owner_id", "level"]),
}
"""The parts of a queue: whose they are, and what is looked at to count a case in one part only."""


def upgrade() -> None:
    """Parts of a queue are counted in their index alone; merged and linked cases are found from the other end."""
    for part, (whose, looked_at) in COUNTED.items():
        op.drop_index(f"ix_case_file_{part}", "case_file")
        op.create_index(f"ix_case_file_{part}", "case_file", [whose, *WALKED, *looked_at])
    op.create_index(op.f("ix_case_file_merged_into_id"), "case_file", ["merged_into_id"])
    op.create_index(op.f("ix_case_link_other_id"), "case_link", ["other_id"])


def downgrade() -> None:
    """The indexes of before: the same answers, slower."""
    op.drop_index(op.f("ix_case_link_other_id"), "case_link")
    op.drop_index(op.f("ix_case_file_merged_into_id"), "case_file")
    for part, (whose, _looked_at) in COUNTED.items():
        op.drop_index(f"ix_case_file_{part}", "case_file")
        op.create_index(f"ix_case_file_{part}", "case_file", [whose, *WALKED])
