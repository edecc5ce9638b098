"""Which program has made a file of a release; "" of those of before, which the worker makes anew."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("output", sa.Column("made_by", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("output") as output:
        output.drop_column("made_by")
