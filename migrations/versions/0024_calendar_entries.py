"""A visit's calendar entry is its own alone and counts its changes, as each person's does; sessions may be optional."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COUNTS = (("visit", "calendar_sequence"), ("registration", "calendar_count"))


def upgrade() -> None:
    """Of two visits that share an entry's UID the later one gets a new one, at the same host."""
    for table, column in COUNTS:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("session", sa.Column("optional", sa.Boolean(), nullable=False, server_default=sa.false()))
    visit = sa.table("visit", sa.column("id"), sa.column("calendar_uid"))
    connection, known = op.get_bind(), set()
    for row in connection.execute(sa.select(visit).order_by(visit.c.id)).all():
        uid = row.calendar_uid
        if uid in known:
            uid = f"{uuid4()}@{uid.rpartition('@')[2]}"
            connection.execute(visit.update().where(visit.c.id == row.id).values(calendar_uid=uid))
        known.add(uid)
    op.create_index(op.f("ix_visit_calendar_uid"), "visit", ["calendar_uid"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_visit_calendar_uid"), "visit")
    op.drop_column("session", "optional")
    for table, column in COUNTS:
        op.drop_column(table, column)
