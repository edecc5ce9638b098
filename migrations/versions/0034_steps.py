"""Entries of the history that were written together are one step, which can be taken back; none that is there is."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("step", "undoes", "redoes"):
        op.add_column("history_entry", sa.Column(name, sa.Integer()))


def downgrade() -> None:
    for name in ("redoes", "undoes", "step"):
        op.drop_column("history_entry", name)
