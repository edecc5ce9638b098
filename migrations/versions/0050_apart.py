"""Two registrations that look like one person's and are not: it is remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "apart",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["registration.id"], name="fk_apart_one_id_registration"),
        sa.ForeignKeyConstraint(["other_id"], ["registration.id"], name="fk_apart_other_id_registration"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_apart_visit_id_visit"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name="pk_apart"),
    )
    op.create_index("ix_apart_other_id", "apart", ["other_id"])
    op.create_index("ix_apart_visit_id", "apart", ["visit_id"])


def downgrade() -> None:
    op.drop_table("apart")
