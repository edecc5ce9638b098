"""Who may do what in which visit. Whoever is an organiser now goes on organising every visit."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_membership_visit_id_visit"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_membership_account_id_account"),
        sa.PrimaryKeyConstraint("visit_id", "account_id", name="pk_membership"),
    )
    op.create_index("ix_membership_account_id", "membership", ["account_id"])
    op.execute(
        "INSERT INTO membership (visit_id, account_id, role)"
        " SELECT visit.id, account.id, 'organiser' FROM visit CROSS JOIN account WHERE account.removed_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("membership")
