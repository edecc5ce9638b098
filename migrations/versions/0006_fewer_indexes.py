"""A letter keeps its words, and text and HTML are made of them; fewer indexes to write when somebody registers."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BY_ORGANISATION = ["visit_id", "organisation_id", "search_key", "id"]
BY_BOTH = ["visit_id", "organisation_id", "status", "search_key", "id"]
LINK = re.compile(r"(.+):\n(https?://\S+)")


def content_of(text: str) -> dict[str, Any]:
    """What a letter's text says, in parts: a greeting, paragraphs, a button with its link, facts, the sender."""
    if not text:
        return {}
    body, _, sender = text.rpartition("\n--\n")
    _hello, *blocks = (block.strip() for block in body.split("\n\n"))
    at = next((place for place, block in enumerate(blocks) if LINK.fullmatch(block)), len(blocks))
    found = LINK.fullmatch(blocks[at]) if at < len(blocks) else None
    button, link = found.groups() if found else ("", "")
    facts = [line.split(": ", 1) for block in blocks[at + 1 :] for line in block.splitlines()]
    return {"paragraphs": blocks[:at], "button": button, "link": link, "facts": facts, "sender": sender.strip()}


def text_of(content: dict[str, Any]) -> str:
    """The other way round; the greeting is left out, since its language is the program's matter."""
    if not content:
        return ""
    facts = "\n".join(": ".join(fact) for fact in content["facts"])
    blocks = ("", *content["paragraphs"], f"{content['button']}:\n{content['link']}", facts)
    return "\n\n".join(blocks) + f"\n\n--\n{content['sender']}\n"


def replace_word_table(*constraints: sa.Constraint) -> None:
    """SQLite cannot change it in place; its rows are all made of the registrations' keys."""
    connection = op.get_bind()
    op.drop_table("registration_word")
    kind = sa.String(length=600, collation="C" if connection.dialect.name == "postgresql" else None)
    words = op.create_table(
        "registration_word",
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("word", kind, nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        *constraints,
        sa.PrimaryKeyConstraint("visit_id", "word", "registration_id", name=op.f("pk_registration_word")),
        sqlite_with_rowid=False,
    )
    people = sa.table("registration", sa.column("id", sa.Uuid()), sa.column("visit_id"), sa.column("search_key"))
    for row in connection.execute(sa.select(people)).all():
        found = [
            {"visit_id": row.visit_id, "word": word, "registration_id": row.id} for word in {*row.search_key.split()}
        ]
        if found:
            connection.execute(words.insert(), found)


def replace_index(table: str, name: str, columns: Sequence[str]) -> None:
    op.drop_index(name, table_name=table)
    op.create_index(name, table, list(columns), unique=False)


def upgrade() -> None:
    connection = op.get_bind()
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("mail", sa.Column("content", json, nullable=False, server_default="{}"))
    mail = sa.table("mail", sa.column("id", sa.Uuid()), sa.column("text"), sa.column("content", json))
    for row in connection.execute(sa.select(mail.c.id, mail.c.text)).all():
        connection.execute(mail.update().where(mail.c.id == row.id).values(content=content_of(row.text)))
    with op.batch_alter_table("mail") as changed:
        changed.alter_column("content", server_default=None)
        changed.drop_column("text")
        changed.drop_column("html")
        changed.drop_constraint(op.f("uq_mail_message_id"), type_="unique")
    op.drop_index("ix_registration_by_both", table_name="registration")
    replace_index("registration", "ix_registration_by_organisation", [*BY_ORGANISATION, "status"])
    replace_word_table()


def downgrade() -> None:
    connection = op.get_bind()
    replace_word_table(
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_word_registration_id_registration"),
            ondelete="CASCADE",
        )
    )
    op.create_index(op.f("ix_registration_word_registration_id"), "registration_word", ["registration_id"])
    replace_index("registration", "ix_registration_by_organisation", BY_ORGANISATION)
    op.create_index("ix_registration_by_both", "registration", BY_BOTH, unique=False)
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    for name in ("text", "html"):
        op.add_column("mail", sa.Column(name, sa.String(), nullable=False, server_default=""))
    columns = (sa.column("id", sa.Uuid()), sa.column("text"), sa.column("html"), sa.column("content", json))
    mail = sa.table("mail", *columns)
    for row in connection.execute(sa.select(mail.c.id, mail.c.content)).all():
        text = text_of(row.content)
        html = f'<pre style="white-space:pre-wrap">{escape(text)}</pre>' if text else ""
        connection.execute(mail.update().where(mail.c.id == row.id).values(text=text, html=html))
    with op.batch_alter_table("mail") as changed:
        changed.drop_column("content")
        changed.create_unique_constraint(op.f("uq_mail_message_id"), ["message_id"])
