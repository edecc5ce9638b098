"""Diet and needs are kept by a consent of their own; what is there was given under the words that named both."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registration", sa.Column("care_agreed_at", sa.DateTime(timezone=True)))
    for table in ("registration", "attempt"):
        op.add_column(table, sa.Column("care_consent_id", sa.Integer()))
    columns = ("consent_at", "consent_id", "care_agreed_at", "care_consent_id", "diet", "diet_note", "needs")
    for name in ("registration", "attempt"):
        table = sa.table(name, *map(sa.column, columns))
        told = sa.or_(table.c.diet != "none", table.c.diet_note != "", table.c.needs != "")
        agreed = {"care_consent_id": table.c.consent_id}
        if name == "registration":
            agreed["care_agreed_at"] = table.c.consent_at
        op.get_bind().execute(table.update().where(told).values(**agreed))


def downgrade() -> None:
    op.drop_column("registration", "care_agreed_at")
    for table in ("registration", "attempt"):
        op.drop_column(table, "care_consent_id")
