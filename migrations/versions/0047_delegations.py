"""Groups of people whom somebody has registered together."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("other_organisation", sa.String(200), nullable=False),
        sa.Column("given_name", sa.String(120), nullable=False),
        sa.Column("family_name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sent_key", sa.String(32), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_delegation_visit_id_visit"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_delegation_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consent_text.id"], name="fk_delegation_consent_id_consent_text"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
        sa.UniqueConstraint("visit_id", "sent_key", name="uq_delegation_visit_id_sent_key"),
    )
    op.create_index("ix_delegation_leader_id", "delegation", ["leader_id"])
    op.create_table(
        "delegation_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delegation_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("given_name", sa.String(120), nullable=False),
        sa.Column("family_name", sa.String(120), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name="fk_delegation_member_delegation_id_delegation"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_delegation_member_registration_id_registration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delegation_member"),
    )
    op.create_index("ix_delegation_member_registration_id", "delegation_member", ["registration_id"])
    op.create_index("ix_delegation_member_replaced_by", "delegation_member", ["replaced_by"])
    op.create_index("ix_delegation_member_by_delegation", "delegation_member", ["delegation_id", "position"])


def downgrade() -> None:
    op.drop_table("delegation_member")
    op.drop_table("delegation")
