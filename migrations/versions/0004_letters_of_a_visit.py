"""Letters know the visit whose organisers may read them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_mail_by_visit": ["visit_id", "created_at", "id"],
    "ix_mail_by_state": ["visit_id", "state", "created_at", "id"],
}


def upgrade() -> None:
    op.add_column("mail", sa.Column("visit_id", sa.Integer(), nullable=True))
    mail = sa.table("mail", sa.column("about"), sa.column("visit_id"), sa.column("state"), sa.column("error"))
    registration = sa.table("registration", sa.column("id", sa.Uuid()), sa.column("visit_id"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(registration)).all():
        about = f"registration:{row.id.hex[:24]}"
        connection.execute(mail.update().where(mail.c.about == about).values(visit_id=row.visit_id))
    # those that were emptied before they were sent did not fail
    connection.execute(mail.update().where(mail.c.error == "erased").values(state="erased", error=""))
    for name, columns in INDEXES.items():
        op.create_index(name, "mail", columns, unique=False)


def downgrade() -> None:
    mail = sa.table("mail", sa.column("state"), sa.column("error"))
    op.execute(mail.update().where(mail.c.state == "erased").values(state="failed", error="erased"))
    for name in INDEXES:
        op.drop_index(name, table_name="mail")
    op.drop_column("mail", "visit_id")
