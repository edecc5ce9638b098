"""People stand in the order of three alphabets; the worker finds their places. Lists are sorted by no other key."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

LANGUAGES = ("lt", "en", "nb")
BEFORE = {
    "registration": {
        "name": ["visit_id", "search_key", "id"],
        "status": ["visit_id", "status", "search_key", "id"],
        "organisation": ["visit_id", "organisation_id", "search_key", "id", "status"],
    },
    "attempt": {
        "name": ["visit_id", "search_key", "id"],
        "registration": ["registration_id", "is_other", "search_key", "id"],
        "organisation": ["visit_id", "organisation_id", "search_key", "id"],
    },
}
AFTER = {
    "registration": {
        **{f"sort_{language}": ["visit_id", f"sort_{language}", "id"] for language in LANGUAGES},
        "organisation": ["visit_id", "organisation_id", "status"],
    },
    "attempt": {
        "visit": ["visit_id", "is_other", "id"],
        "instant": ["visit_id", "created_at", "id"],
        "registration": ["registration_id", "is_other", "id"],
        "organisation": ["visit_id", "organisation_id", "is_other"],
    },
}


def upgrade() -> None:
    nothing = sa.text("'\\x'" if is_postgresql() else "x''")
    for language in LANGUAGES:
        column = sa.Column(f"sort_{language}", sa.LargeBinary(), nullable=False, server_default=nothing)
        op.add_column("registration", column)
    op.add_column("registration", sa.Column("sort_version", sa.String(length=40), nullable=False, server_default=""))
    replace(BEFORE, AFTER)
    widen("registration", sa.Text())
    widen("attempt", sa.Text())


def downgrade() -> None:
    kind = sa.String(length=600, collation="C" if is_postgresql() else None)
    for table in ("registration", "attempt"):
        op.execute(f"UPDATE {table} SET search_key = substr(search_key, 1, 600)")  # noqa: S608 - our own names
        widen(table, kind)
    replace(AFTER, BEFORE)
    for column in ("sort_version", *(f"sort_{language}" for language in LANGUAGES)):
        op.drop_column("registration", column)


def widen(table: str, kind: sa.types.TypeEngine[str]) -> None:
    """On SQLite, where a length means nothing, the column stays as it is."""
    if is_postgresql():
        op.alter_column(table, "search_key", type_=kind)


def replace(old: dict[str, dict[str, list[str]]], new: dict[str, dict[str, list[str]]]) -> None:
    for table, indexes in old.items():
        for name in indexes:
            op.drop_index(f"ix_{table}_by_{name}", table_name=table)
    for table, indexes in new.items():
        for name, columns in indexes.items():
            op.create_index(f"ix_{table}_by_{name}", table, columns)


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
