"""Organisers who want to be told of a visit's registrations; nobody has asked for it yet."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news_choice",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), primary_key=True, autoincrement=False),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.id"), primary_key=True, autoincrement=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("told_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("news_choice")
