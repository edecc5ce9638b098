"""Entries of the history say what kind of thing they are about; of what is removed they keep what it was."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# What a thing is written like, and its kind; the first that fits.
KINDS = (
    ("visit", "visit"),
    ("registration", "registration"),
    ("registrations", "people"),
    ("registration.%", "person"),
    ("session.%.slot.%", "slot"),
    ("session.%", "session"),
    ("venue.%.room.%", "room"),
    ("venue.%", "venue"),
    ("organisation.%", "organisation"),
    ("speaker.%", "speaker"),
    ("release.%.%", "file"),
    ("release.%", "release"),
    ("letter.%", "letter"),
)


def upgrade() -> None:
    """What was removed earlier was not kept: nothing is known of it. The program before knows neither column."""
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("history_entry", sa.Column("kind", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("history_entry", sa.Column("was", json, nullable=False, server_default="[]"))
    entry = sa.table("history_entry", sa.column("kind"), sa.column("thing"))
    kind = sa.case(*((entry.c.thing.like(words), kind) for words, kind in KINDS), else_="")
    op.get_bind().execute(entry.update().values(kind=kind))


def downgrade() -> None:
    """The program before has no place for what was removed, and it is forgotten."""
    op.drop_column("history_entry", "was")
    op.drop_column("history_entry", "kind")
