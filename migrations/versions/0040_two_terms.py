"""Who funds a visit, and until when proof of who had a place is kept; of whom all else is erased already.

Of the visits that are there no term of proof is known, so everything goes by its one term, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("funder_name", sa.String(200), nullable=False, server_default=""))
    op.add_column("visit", sa.Column("evidence_ends_on", sa.Date(), nullable=True))
    op.add_column("visit", sa.Column("evidence_years", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("registration", "emptied_at")
    for column in ("evidence_years", "evidence_ends_on", "funder_name"):
        op.drop_column("visit", column)
