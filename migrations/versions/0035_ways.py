"""How long ways between places take, as organisers say, and what is added to each; nothing is said so far."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_way_venue_id_venue")),
        sa.ForeignKeyConstraint(["to_id"], ["venue.id"], name=op.f("fk_way_to_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way")),
        sa.UniqueConstraint("venue_id", "to_id", name=op.f("uq_way_venue_id_to_id")),
    )
    for name in ("venue_id", "to_id"):
        op.create_index(op.f(f"ix_way_{name}"), "way", [name])
    op.add_column("visit", sa.Column("way_margin", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("visit", "way_margin")
    op.drop_table("way")
