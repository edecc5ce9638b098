"""Asking for a sign-in link is a row, which the worker answers; organisers who were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "sign_in_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_request")),
    )


def downgrade() -> None:
    op.drop_table("sign_in_request")
    # In place, not by a new table: links and sessions hold on to the rows.
    op.drop_column("account", "removed_at")
