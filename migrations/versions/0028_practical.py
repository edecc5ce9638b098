"""What people need to know on the way and there; visits that are there say nothing of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("visit", sa.Column("practical", json, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("visit", "practical")
