"""E-mail addresses in one form: domains as A-labels; keys in which only A-Z are small before the @.

Where two rows become one key the later keeps its row without a key.
"""

import string
from collections.abc import Callable

import idna
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("account", "registration")
SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def as_sent(address: str) -> str:
    """With the domain's A-labels (UTS 46, non-transitional), if it has any."""
    local, at, domain = address.rpartition("@")
    try:
        return local + at + idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return local + at + domain


def as_written(address: str) -> str:
    local, at, domain = address.rpartition("@")
    try:
        return local + at + idna.decode(domain)
    except idna.IDNAError:
        return address


def key_of(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return local.translate(SMALL) + at + domain.lower()


def table_of(name: str) -> sa.TableClause:
    identity = sa.Uuid() if name == "registration" else sa.Integer()
    columns = ("visit_id", "pending_email") if name == "registration" else ()
    texts = map(sa.column, ("email", "email_key", "created_at", *columns))
    return sa.table(name, sa.column("id", identity), *texts)


def rewrite(name: str, form: Callable[[str], str], make_key: Callable[[str], str], without: Callable[..., str | None]):
    """Addresses and keys anew, the earlier row first; ``without`` gives the key of a row whose own is taken."""
    connection, table = op.get_bind(), table_of(name)
    rows = connection.execute(sa.select(table).order_by(table.c.created_at, table.c.id)).mappings().all()
    connection.execute(table.update().values(email_key=None))
    taken = set()
    for row in rows:
        email = form(row["email"])
        place = (row.get("visit_id"), make_key(email))
        had_none = row["email_key"] is None
        values = {"email": email, "email_key": without(row) if had_none or place in taken else make_key(email)}
        if row.get("pending_email"):
            values["pending_email"] = form(row["pending_email"])
        connection.execute(table.update().where(table.c.id == row["id"]).values(**values))
        taken.add(place)


def rewrite_recipients(form: Callable[[str], str]) -> None:
    connection = op.get_bind()
    mail = sa.table("mail", sa.column("id", sa.Uuid()), sa.column("to_address"))
    for row in connection.execute(sa.select(mail)).all():
        if form(row.to_address) != row.to_address:
            connection.execute(mail.update().where(mail.c.id == row.id).values(to_address=form(row.to_address)))


def allow_none(name: str, *, allowed: bool) -> None:
    with op.batch_alter_table(name) as table:
        table.alter_column("email_key", existing_type=sa.String(length=254), nullable=allowed)


def upgrade() -> None:
    for name in TABLES:
        allow_none(name, allowed=True)
        rewrite(name, as_sent, key_of, lambda _row: None)
    rewrite_recipients(as_sent)


def downgrade() -> None:
    rewrite_recipients(as_written)
    for name in TABLES:
        # no mailbox has such a key: whoever shares an address stays apart
        rewrite(name, as_written, str.casefold, lambda row: f"{row['id']} {row['email']}"[:254])
        allow_none(name, allowed=False)
