"""An audit may prolong how long proof of who had a place is kept; of the visits that are there none does."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("audit_ends_on", sa.Date(), nullable=True))
    op.add_column("visit", sa.Column("audit_reason", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    for column in ("audit_reason", "audit_ends_on"):
        op.drop_column("visit", column)
