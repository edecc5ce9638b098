"""Organisers may decide who comes; a place that has become free may wait for a yes. In the visits that are there
nobody decides, and whoever waits gets a place at once, as before."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("moderated", sa.String(20), nullable=False, server_default="nobody"))
    op.add_column("visit", sa.Column("accept_hours", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("reason", sa.String(600), nullable=False, server_default=""))


def downgrade() -> None:
    """The earlier version knows neither who is offered a place nor who was not accepted."""
    op.execute("UPDATE registration SET status = 'waitlisted' WHERE status IN ('offered', 'pending')")
    op.execute("UPDATE registration SET status = 'cancelled' WHERE status = 'rejected'")
    for column in ("reason", "offered_until"):
        op.drop_column("registration", column)
    for column in ("accept_hours", "moderated"):
        op.drop_column("visit", column)
