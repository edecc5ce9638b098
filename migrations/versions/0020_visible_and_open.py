"""Whether everybody can see a visit, and whether its registration is open: a new one is hidden and closed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = ("visible", "registration_open")


def upgrade() -> None:
    """Visits that are there stay visible, and open as their dates say; 0010 has seen to those that were over."""
    for name in COLUMNS:
        op.add_column("visit", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    visit = sa.table("visit", *(sa.column(name, sa.Boolean()) for name in COLUMNS))
    op.get_bind().execute(visit.update().values(dict.fromkeys(COLUMNS, True)))


def downgrade() -> None:
    """A program of that time shows every visit: whoever goes back shows the hidden ones, too."""
    for name in reversed(COLUMNS):
        op.drop_column("visit", name)
