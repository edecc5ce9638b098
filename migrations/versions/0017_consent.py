"""The words that people agreed to, and the term that these named."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who registered earlier has the term in force now; their words were not kept."""
    op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_consent_text_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("visit_id", "sha256", name=op.f("uq_consent_text_visit_id_sha256")),
    )
    op.add_column("registration", sa.Column("keep_days", sa.Integer(), nullable=True))
    visit = sa.table("visit", sa.column("id"), sa.column("keep_days"))
    people = sa.table("registration", sa.column("visit_id"), sa.column("keep_days"))
    in_force = sa.select(visit.c.keep_days).where(visit.c.id == people.c.visit_id).scalar_subquery()
    op.get_bind().execute(people.update().values(keep_days=sa.func.coalesce(in_force, 365)))
    with op.batch_alter_table("registration") as changed:
        changed.alter_column("keep_days", existing_type=sa.Integer(), nullable=False)
        changed.add_column(sa.Column("consent_id", sa.Integer(), nullable=True))
        changed.create_foreign_key(
            op.f("fk_registration_consent_id_consent_text"), "consent_text", ["consent_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("registration") as changed:
        changed.drop_constraint(op.f("fk_registration_consent_id_consent_text"), type_="foreignkey")
        changed.drop_column("consent_id")
        changed.drop_column("keep_days")
    op.drop_table("consent_text")
