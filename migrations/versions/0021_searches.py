"""What organisers search for is kept for a day, so that an address leads back to it without naming anybody."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("key", sa.String(length=11), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_search_visit_id_visit")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_search_account_id_account")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search")),
    )
    for column in ("visit_id", "account_id", "created_at"):
        op.create_index(op.f(f"ix_search_{column}"), "search", [column])


def downgrade() -> None:
    op.drop_table("search")
