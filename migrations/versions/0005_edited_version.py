"""Public pages are made anew when somebody edits the visit, not when somebody registers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("edited_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("visit", "edited_version")
