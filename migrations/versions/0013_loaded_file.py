"""The table that databases of before 0001 was edited do not have."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("loaded_file"):
        return
    op.create_table(
        "loaded_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_loaded_file_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loaded_file")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_loaded_file_visit_id")),
    )


def downgrade() -> None:
    """It stays: 0001 as it is now makes it, and takes it away."""
