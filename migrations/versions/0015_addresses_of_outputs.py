"""A file knows the address that stands in it."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

URL = re.compile(rb"\r\nURL:(https?://[^/\r\n]+)")


def upgrade() -> None:
    op.add_column("output", sa.Column("base_url", sa.String(length=300), nullable=False, server_default=""))
    columns = (sa.column("release_id"), sa.column("kind"), sa.column("body", sa.LargeBinary()), sa.column("base_url"))
    output = sa.table("output", *columns)
    connection = op.get_bind()
    # The calendars say it, in each entry's URL; paper was made for the same address.
    calendars = sa.select(output.c.release_id, output.c.body).where(output.c.kind == "ics", output.c.body.is_not(None))
    for release_id, body in connection.execute(calendars).all():
        found = URL.search(body.replace(b"\r\n ", b""))
        if found and len(found[1]) <= 300:
            of_release = output.update().where(output.c.release_id == release_id)
            connection.execute(of_release.values(base_url=found[1].decode("ascii", "replace")))


def downgrade() -> None:
    op.drop_column("output", "base_url")
