"""Where people gather before a session, how they get there, languages, a link for those far away, organisers' notes.

Sessions that are there say nothing of it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    for name in ("meeting_point", "transfer"):
        op.add_column("session", sa.Column(name, json, nullable=False, server_default="{}"))
    op.add_column("session", sa.Column("meeting_minutes", sa.Integer()))
    op.add_column("session", sa.Column("spoken", sa.String(8), nullable=False, server_default=""))
    op.add_column("session", sa.Column("interpretation", json, nullable=False, server_default="[]"))
    op.add_column("session", sa.Column("join_link", sa.String(1000), nullable=False, server_default=""))
    op.add_column("session", sa.Column("organisers_note", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in (
        *("organisers_note", "join_link", "interpretation", "spoken"),
        *("meeting_minutes", "transfer", "meeting_point"),
    ):
        op.drop_column("session", name)
