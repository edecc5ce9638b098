"""Registrations are searched and listed by a folded key."""

import re
import unicodedata
from collections.abc import Mapping

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
    "ix_registration_by_both": ["visit_id", "organisation_id", "status", "search_key", "id"],
    "ix_registration_by_turn": ["visit_id", "status", "turn"],
}
ALIKE = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n"}
)
TEXTS = ("family_name", "given_name", "email", "other_organisation")


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(ALIKE)
    return "".join(char for char in plain if not unicodedata.combining(char))


def key_of(row: Mapping[str, str]) -> str:
    digits = row["phone"].removeprefix("+")
    words = re.findall(r"[^\W_]+", fold(" ".join(row[name] for name in TEXTS)))
    return " ".join([*words, *filter(None, (digits, digits[2:], digits[3:]))])[:600].strip()


def upgrade() -> None:
    connection = op.get_bind()
    kind = sa.String(length=600, collation="C" if connection.dialect.name == "postgresql" else None)
    op.add_column("registration", sa.Column("search_key", kind, nullable=False, server_default=""))
    words = op.create_table(
        "registration_word",
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("word", kind, nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_word_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("visit_id", "word", "registration_id", name=op.f("pk_registration_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_registration_word_registration_id"), "registration_word", ["registration_id"])
    columns = [sa.column("id", sa.Uuid()), *map(sa.column, ("visit_id", "search_key", "phone", *TEXTS))]
    table = sa.table("registration", *columns)
    for row in connection.execute(sa.select(table)).mappings().all():
        key = key_of(row)
        connection.execute(table.update().where(table.c.id == row["id"]).values(search_key=key))
        found = [{"visit_id": row["visit_id"], "word": word, "registration_id": row["id"]} for word in {*key.split()}]
        if found:
            connection.execute(words.insert(), found)
    for name, columns in INDEXES.items():
        op.create_index(name, "registration", columns, unique=False)
    # those that begin with the visit serve it alone, too; an organisation is hardly ever asked for without it
    op.drop_index("ix_registration_visit_id", table_name="registration")
    op.drop_index("ix_registration_organisation_id", table_name="registration")


def downgrade() -> None:
    op.create_index("ix_registration_organisation_id", "registration", ["organisation_id"], unique=False)
    op.create_index("ix_registration_visit_id", "registration", ["visit_id"], unique=False)
    for name in INDEXES:
        op.drop_index(name, table_name="registration")
    op.drop_table("registration_word")
    op.drop_column("registration", "search_key")
