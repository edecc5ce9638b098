"""A place says when it is open, whose house it is and whom to ask there; those that are there say nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

LENGTHS = {"hours": 500, "contact_name": 120, "contact_phone": 40, "contact_email": 254}
FOREIGN = "fk_venue_organisation_id_organisation"


def upgrade() -> None:
    with op.batch_alter_table("venue") as venue:
        for name, length in LENGTHS.items():
            venue.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        venue.add_column(sa.Column("contact_public", sa.Boolean(), nullable=False, server_default=sa.false()))
        venue.add_column(sa.Column("organisation_id", sa.Integer()))
        venue.create_foreign_key(op.f(FOREIGN), "organisation", ["organisation_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("venue") as venue:
        venue.drop_constraint(op.f(FOREIGN), type_="foreignkey")
        for name in (*LENGTHS, "contact_public", "organisation_id"):
            venue.drop_column(name)
