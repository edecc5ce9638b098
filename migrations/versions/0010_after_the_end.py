"""Until when the queue moves, and whether registration stays open after the visit."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def zone(name: str) -> tzinfo:
    """One that this machine does not know is hours away from UTC at most."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC


def upgrade() -> None:
    """Visits that are over already, or whose registration closes after their end, stay open as they were."""
    op.add_column("visit", sa.Column("queue_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visit", sa.Column("after_the_end", sa.Boolean(), nullable=False, server_default=sa.false()))
    visit = sa.table(
        "visit",
        sa.column("id"),
        sa.column("ends_on", sa.Date()),
        sa.column("timezone"),
        sa.column("registration_closes_at", sa.DateTime(timezone=True)),
        sa.column("after_the_end", sa.Boolean()),
    )
    connection, now = op.get_bind(), datetime.now(UTC)
    for row in connection.execute(sa.select(visit)).all():
        end = datetime.combine(row.ends_on + timedelta(days=1), time(), zone(row.timezone)).astimezone(UTC)
        closes = row.registration_closes_at
        if closes is not None and closes.tzinfo is None:  # SQLite keeps UTC without saying so
            closes = closes.replace(tzinfo=UTC)
        if end <= now or (closes is not None and closes > end):
            connection.execute(visit.update().where(visit.c.id == row.id).values(after_the_end=True))


def downgrade() -> None:
    op.drop_column("visit", "after_the_end")
    op.drop_column("visit", "queue_until")
