"""Migrations are frozen; and from each earlier shape, with data in it, a database comes to this one and back."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, MetaData, Table, select, text
from sqlalchemy.orm import Session

import eventapp.tables  # noqa: F401 - the models that read what was kept
from eventapp.core import migrations
from eventapp.core.db import Base

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests" / "core" / "frozen_migrations.txt"
REVISIONS = sorted(migrations.known_revisions())
Rows = dict[tuple[Any, ...], dict[str, Any]]

# What stands in a column of that name, where its type alone would say too little; {} is replaced by the row's number.
VALUES: dict[str, Any] = {
    "slug": "visit-{}",
    "timezone": "Europe/Oslo",
    "language": "lt",
    "name_language": "lt",
    "email": "ona{}@example.org",
    "email_key": "ona{}@example.org",
    "pending_email": "jonas{}@example.org",
    "to_address": "ona{}@example.org",
    "about": "account:{}",
    "phone": "+3706123456{}",
    "diet": "vegan",
    "search_key": "ona{} example org",
    "word": "ona{}",
    "uid": "uid-{}@visits.example.org",
    "calendar_uid": "visit-{}@visits.example.org",
    "message_id": "<letter-{}@visits.example.org>",
    "organisation.role": "partner",
    "registration.status": "confirmed",
    "delegation_member.status": "confirmed",
    "session.status": "confirmed",
    "session.kind": "meeting",
    "speaker_slot.status": "confirmed",
    "mail.state": "waiting",
    "mail.error": "",
    "history_entry.actor": "organiser:{}",
    "said_by": "organiser:{}",
    "letters_in": "nb",
    "said": "confirmed",
    "moderated": "other",
    "made_by": "organiser:{}",
    "output.state": "ready",
    "output.kind": "pdf",
    "languages": ["lt", "en"],
    "interpretation": ["lt", "en"],
    "attachments": [],
    "changes": [],
    "release.content": {"format": 1, "organisations": [], "venues": [], "speakers": [], "sessions": []},
    "loaded_file.content": {"things": []},
    "starts_on": date(2017, 4, 3),
    "ends_on": date(2017, 4, 6),
}
# Columns that a later migration fills in or changes on purpose, and whose own tests say how.
CHANGED = {
    ("registration_word", "word"): "0006, 0009 and 0026 make the words anew",
    ("registration", "search_key"): "0009 and 0026 make it anew of the names",
    ("attempt", "search_key"): "0026 makes it anew of the names",
    ("mail", "text"): "0006 takes it apart into content",
    ("mail", "html"): "0006 takes it away: it is made of the content",
}


def test_frozen_migrations_stay_as_they_are() -> None:
    """Databases were made by them. A change of a table is a new file; scripts/freeze adds its line when it is done."""
    lines = FROZEN.read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in listed if (ROOT / name).exists()}
    assert found == listed
    every = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert list(listed) == every[: len(listed)], "scripts/freeze adds what is missing"


# SQLite's tables are made anew by many a change, PostgreSQL's never: there each third shape is enough, and the newest.
WAYS = [("sqlite", each) for each in REVISIONS]
WAYS += [("postgresql", each) for each in {*REVISIONS[::3], *REVISIONS[-3:]}]


@pytest.mark.parametrize(("engine", "revision"), sorted(WAYS), indirect=["engine"])
def test_what_is_kept_survives_the_way_up_and_down(revision: str, engine: Engine) -> None:
    migrations.move(engine, revision)
    before = shape(engine)
    with engine.begin() as connection:
        for table in before.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert(), [row(engine, table, number) for number in (1, 2)])
    kept = content(engine, before)
    migrations.move(engine, "head")
    assert migrations.differences(engine) == []
    assert lost(kept, content(engine, shape(engine))) == []
    with Session(engine) as session:
        for mapper in Base.registry.mappers:
            assert isinstance(mapper.local_table, Table)
            assert len(session.scalars(select(mapper.class_)).all()) >= (2 if mapper.local_table.name in kept else 0)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    migrations.move(engine, revision)
    numbers = {name: len(rows) for name, rows in content(engine, shape(engine)).items()}
    assert numbers.pop("registration_word", 2) >= 2, "0026 makes them anew of the names"
    assert numbers == {name: 2 for name in kept if name != "registration_word"}


def test_a_database_of_before_the_first_migration_was_edited(engine: Engine) -> None:
    """0001 did not make loaded_file at first."""
    migrations.move(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE loaded_file"))
    migrations.move(engine, "head")
    assert migrations.differences(engine) == []
    migrations.move(engine, "base")
    migrations.move(engine, "head")


def shape(engine: Engine) -> MetaData:
    found = MetaData()
    found.reflect(engine)
    return found


def row(engine: Engine, table: Table, number: int) -> dict[str, Any]:
    """Each column has a value in the first row; in the second one those that need none have none."""
    named = {column.name: value(engine, table, column.name, number) for column in table.columns}
    optional = {column.name for column in table.columns if column.nullable}
    return {name: None if number == 2 and name in optional else found for name, found in named.items()}


def value(engine: Engine, table: Table, name: str, number: int) -> Any:
    column = table.columns[name]
    parents = [key.column.table for key in column.foreign_keys]
    kind = column.type.python_type
    if is_identity(column.type, name):
        own = parents[0].name if parents else table.name
        owner = "registration" if name == "registration_id" else own
        made = UUID(int=number * 1000 + sorted(Base.metadata.tables).index(owner))
        return made.hex if engine.dialect.name == "sqlite" else made
    if parents or (name == "visit_id" and kind is int):
        return number
    chosen = VALUES.get(f"{table.name}.{name}", VALUES.get(name))
    if chosen is not None and (isinstance(chosen, kind) or kind is dict or kind is object):
        return chosen.format(number) if isinstance(chosen, str) else chosen
    some: dict[type, Any] = {
        str: f"{name[:20]}{number}",
        int: number,
        bool: True,
        float: 59.5,
        bytes: b"%PDF",
        dict: {"lt": "Žodis"},
        datetime: datetime(2026, 3, number, 12, tzinfo=UTC),
        date: date(2026, 3, number),
        object: {"lt": "Žodis"},
    }
    return some[kind]


def is_identity(kind: Any, name: str) -> bool:
    """A Uuid is 32 digits on SQLite."""
    digits = kind.python_type is str and getattr(kind, "length", 0) == 32
    return kind.python_type is UUID or (digits and (name.endswith("id") or name == "replaced_by"))


def content(engine: Engine, shown: MetaData) -> dict[str, Rows]:
    """{table: {primary key: {column: value}}}."""
    found: dict[str, Rows] = {}
    with engine.connect() as connection:
        for table in shown.sorted_tables:
            if table.name != "alembic_version":
                key = [column.name for column in table.primary_key if (table.name, column.name) not in CHANGED]
                rows = connection.execute(table.select()).mappings()
                found[table.name] = {tuple(str(item[name]) for name in key): dict(item) for item in rows}
    return found


def lost(before: dict[str, Rows], after: dict[str, Rows]) -> list[tuple[object, ...]]:
    """(table, key, column, what was there, what is) of each value that is not as it was."""
    return [
        (table, key, name, old, after.get(table, {}).get(key, {}).get(name, "gone"))
        for table, rows in before.items()
        for key, columns in rows.items()
        for name, old in columns.items()
        if (table, name) not in CHANGED and after.get(table, {}).get(key, {}).get(name, "gone") != old
    ]
