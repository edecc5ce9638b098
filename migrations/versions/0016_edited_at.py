"""When a live fact of a visit was last edited: public pages say so, alike in every process."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody knows when it was: the program that shows the pages changes now, so they are of now."""
    instant = sa.DateTime(timezone=True)
    op.add_column("visit", sa.Column("edited_at", instant, nullable=True))
    visit = sa.table("visit", sa.column("edited_at", instant))
    op.get_bind().execute(visit.update().values(edited_at=datetime.now(UTC)))
    with op.batch_alter_table("visit") as changed:
        changed.alter_column("edited_at", existing_type=instant, nullable=False)


def downgrade() -> None:
    op.drop_column("visit", "edited_at")
