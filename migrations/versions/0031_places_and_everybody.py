"""Sessions for everybody, for some, and those that stay where they are; none of those that are there says so yet."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("places", sa.Integer()))
    for name in ("everybody", "locked"):
        op.add_column("session", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ("everybody", "locked", "places"):
        op.drop_column("session", name)
