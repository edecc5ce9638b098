"""Places of choices, which none has yet, and answers that wait for one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_WAITING = sa.text("waits IS NOT NULL")


def upgrade() -> None:
    op.add_column("choice", sa.Column("places", sa.Integer(), nullable=True))
    for name in ("queue", "needed"):
        op.add_column("choice", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("answer", sa.Column("waits", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True))
    op.create_index("ix_answer_waits", "answer", ["visit_id"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    op.drop_index("ix_answer_waits", "answer")
    op.drop_column("answer", "waits")
    for name in ("needed", "queue", "places"):
        op.drop_column("choice", name)
