"""When a speaker can be there; of nobody anything is said yet: always."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("speaker", sa.Column("available", sa.String(500), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("speaker") as speaker:
        speaker.drop_column("available")
