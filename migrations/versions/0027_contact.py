"""Whom to ask about a visit; those that are there name nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LENGTHS = {"contact_name": 120, "contact_email": 254, "contact_phone": 40}


def upgrade() -> None:
    for name, length in LENGTHS.items():
        op.add_column("visit", sa.Column(name, sa.String(length), nullable=False, server_default=""))


def downgrade() -> None:
    for name in LENGTHS:
        op.drop_column("visit", name)
