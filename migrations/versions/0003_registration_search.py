"""Registrations are searched and listed by a folded key."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_registration_by_name": ["visit_id", "search_key", "id"],
    "ix_registration_by_status": ["visit_id", "status", "search_key", "id"],
    "ix_registration_by_organisation": ["visit_id", "organisation_id", "search_key", "id"],
    "ix_registration_by_turn": ["visit_id", "status", "turn"],
}
ALIKE = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n"}
)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(ALIKE)
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).casefold().split())


def upgrade() -> None:
    connection = op.get_bind()
    collation = "C" if connection.dialect.name == "postgresql" else None
    kind = sa.String(length=600, collation=collation)
    op.add_column("registration", sa.Column("search_key", kind, nullable=False, server_default=""))
    words = ("family_name", "given_name", "email", "phone", "other_organisation")
    table = sa.table("registration", sa.column("id"), sa.column("search_key"), *(sa.column(name) for name in words))
    for row in connection.execute(sa.select(table)).mappings().all():
        key = fold(" ".join(row[name] for name in words))[:600]
        connection.execute(table.update().where(table.c.id == row["id"]).values(search_key=key))
    for name, columns in INDEXES.items():
        op.create_index(name, "registration", columns, unique=False)
    # those that begin with the visit serve it alone, too
    op.drop_index("ix_registration_visit_id", table_name="registration")


def downgrade() -> None:
    op.create_index("ix_registration_visit_id", "registration", ["visit_id"], unique=False)
    for name in INDEXES:
        op.drop_index(name, table_name="registration")
    op.drop_column("registration", "search_key")
