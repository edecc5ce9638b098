"""What was sent with the form: to correct its address for a while, and for the desk if it named somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INDEXES = {
    "address": ["visit_id", "email"],
    "name": ["visit_id", "search_key", "id"],
    "registration": ["registration_id", "is_other", "search_key", "id"],
    "organisation": ["visit_id", "organisation_id", "search_key", "id"],
    "time": ["created_at", "visit_id", "is_other"],
}


def upgrade() -> None:
    kind = sa.String(length=600, collation="C" if op.get_bind().dialect.name == "postgresql" else None)
    op.create_table(
        "sending",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *of("sending", "visit", "registration"),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sending")),
    )
    op.create_index(op.f("ix_sending_registration_id"), "sending", ["registration_id"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("other_organisation", sa.String(length=200), nullable=False),
        sa.Column("is_other", sa.Boolean(), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("diet", sa.String(length=20), nullable=False),
        sa.Column("diet_note", sa.String(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_key", kind, nullable=False),
        *of("attempt", "visit", "registration", "organisation"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent_text.id"], name=op.f("fk_attempt_consent_id_consent_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    for name, columns in INDEXES.items():
        op.create_index(f"ix_attempt_by_{name}", "attempt", columns)


def of(table: str, *others: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id_{other}"))
        for other in others
    ]


def downgrade() -> None:
    op.execute("DELETE FROM registration_word WHERE registration_id IN (SELECT id FROM attempt)")
    op.drop_table("attempt")
    op.drop_table("sending")
