"""When contacts and availability of hosts and speakers were erased by their term; nowhere yet."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("hosts_erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("visit", "hosts_erased_at")
