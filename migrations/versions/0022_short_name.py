"""A visit’s short name, for where there is little room; visits that are there have none and go by their whole name."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("visit", sa.Column("short_name", json, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("visit", "short_name")
