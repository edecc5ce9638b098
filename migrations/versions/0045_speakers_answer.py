"""Speakers have an address and are asked; what they answer and propose."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("speaker", sa.Column("email", sa.String(254), nullable=False, server_default=""))
    op.add_column("speaker", sa.Column("letters_in", sa.String(2), nullable=False, server_default=""))
    op.create_table(
        "asked_speaker",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("visit_id", "code"),
    )
    op.create_table(
        "slot_answer",
        sa.Column("asked_id", sa.Uuid(), sa.ForeignKey("asked_speaker.id"), primary_key=True),
        sa.Column("session", sa.String(40), primary_key=True),
        sa.Column("said", sa.String(20), nullable=False),
        sa.Column("word", sa.String(600), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "speaker_proposal",
        sa.Column("asked_id", sa.Uuid(), sa.ForeignKey("asked_speaker.id"), primary_key=True),
        sa.Column("field", sa.String(40), primary_key=True),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("speaker_proposal", "slot_answer", "asked_speaker"):
        op.drop_table(table)
    for column in ("letters_in", "email"):
        op.drop_column("speaker", column)
