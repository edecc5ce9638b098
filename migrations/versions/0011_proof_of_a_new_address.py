"""A new e-mail address waits at most until an instant; unsent letters whose proof carries a key are taken back."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WEEK = timedelta(days=7)


def upgrade() -> None:
    op.add_column("registration", sa.Column("pending_until", sa.DateTime(timezone=True), nullable=True))
    now = datetime.now(UTC)
    row = sa.table("registration", sa.column("pending_email"), sa.column("pending_until", sa.DateTime(timezone=True)))
    op.execute(row.update().where(row.c.pending_email.is_not(None)).values(pending_until=now + WEEK))
    take_back_letters_with_keys(now)


def take_back_letters_with_keys(now: datetime) -> None:
    """Their link was that of somebody's registration with the proof behind it: /r/<token>/email/<proof>."""
    mail = sa.table(
        "mail",
        *(sa.column(name, sa.String()) for name in ("state", "error", "subject", "to_name", "to_address")),
        *(sa.column("id", sa.Uuid()), sa.column("emptied_at", sa.DateTime(timezone=True))),
        *(sa.column("content", sa.JSON()), sa.column("attachments", sa.JSON())),
    )
    connection = op.get_bind()
    unsent = sa.select(mail.c.id, mail.c.content).where(mail.c.state.in_(["waiting", "failed"]))
    keys = [row.id for row in connection.execute(unsent) if "/email/" in row.content.get("link", "")]
    nothing = {"subject": "", "content": {}, "to_name": "", "to_address": "", "attachments": []}
    taken_back = mail.update().values(state="erased", error="", emptied_at=now, **nothing)
    for identity in keys:
        connection.execute(taken_back.where(mail.c.id == identity))


def downgrade() -> None:
    op.drop_column("registration", "pending_until")
