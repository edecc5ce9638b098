"""Questions of a visit's own with their choices, and what was answered; nothing is asked yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", JSON_VALUE, nullable=False),
        sa.Column("help", JSON_VALUE, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("only_if", sa.String(90), nullable=False, server_default=""),
        sa.Column("whom", sa.String(20), nullable=False),
        sa.Column("readers", sa.String(20), nullable=False),
        sa.Column("term", sa.String(20), nullable=False),
        sa.UniqueConstraint("visit_id", "code"),
    )
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("question.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", JSON_VALUE, nullable=False),
        sa.UniqueConstraint("question_id", "code"),
    )
    op.create_table(
        "asked_questions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("visit_id", sa.Integer(), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", JSON_VALUE, nullable=False),
        sa.UniqueConstraint("visit_id", "sha256"),
    )
    op.create_table(
        "answer",
        sa.Column("visit_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("asked_id", sa.Integer(), sa.ForeignKey("asked_questions.id"), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("answer", "asked_questions", "choice", "question"):
        op.drop_table(table)
