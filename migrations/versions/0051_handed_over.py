"""Numbers of meals that were handed over; none yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "handed_over",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("to_whom", sa.String(120), nullable=False),
        sa.Column("numbers", JSON_VALUE, nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_handed_over_by_visit", "handed_over", ["visit_id", "id"])


def downgrade() -> None:
    op.drop_table("handed_over")
