"""The database's shape: up, down, and the same as the models."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, MetaData, Table, create_engine, inspect, select, text
from sqlalchemy.orm import Session

import eventapp.tables  # noqa: F401 - the models to compare with
from eventapp.config import read_settings
from eventapp.core import migrations
from eventapp.core.db import Base
from eventapp.notifications.models import Mail
from tests.conftest import SECRET
from tests.postgres import scratch_database


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with ExitStack() as stack:
        url = (
            f"sqlite:///{tmp_path}/db.sqlite3" if request.param == "sqlite" else stack.enter_context(scratch_database())
        )
        settings = read_settings({"EVENTAPP_DATABASE_URL": url, "EVENTAPP_SECRET_KEY": SECRET})
        made = create_engine(settings.database_url)
        yield made
        made.dispose()


def test_up_and_down_and_up_again(engine: Engine) -> None:
    migrations.move(engine, "head")
    assert migrations.differences(engine) == []
    migrations.move(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.move(engine, "head")
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_letters_learn_their_visit_from_their_registration(engine: Engine) -> None:
    migrations.move(engine, "0003")
    before = MetaData()
    before.reflect(engine, only=["visit", "registration", "mail"])
    person, letters = uuid4(), {"registration": "registration:{}", "account": "account:1", "erased": "registration:f"}
    with engine.begin() as connection:
        connection.execute(before.tables["visit"].insert(), filled(before.tables["visit"], id=7))
        row = filled(before.tables["registration"], id=as_kept(engine, person), visit_id=7)
        connection.execute(before.tables["registration"].insert(), row)
        for name, about in letters.items():
            values = {"id": as_kept(engine, uuid4()), "message_id": name, "about": about.format(person.hex[:24])}
            error = "erased" if name == "erased" else ""
            row = filled(before.tables["mail"], **values, error=error, state="failed" if error else "waiting")
            connection.execute(before.tables["mail"].insert(), row)
    migrations.move(engine, "head")
    asked = text("SELECT message_id, visit_id, state, error FROM mail ORDER BY message_id")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    assert found == [
        ("account", None, "waiting", ""),
        ("erased", None, "erased", ""),
        ("registration", 7, "waiting", ""),
    ]
    migrations.move(engine, "0003")
    with engine.connect() as connection:
        assert list(connection.execute(text("SELECT error FROM mail WHERE state = 'failed'"))) == [("erased",)]


LETTER = """Sveiki,

Jūsų registracija patvirtinta: vieta Jums skirta.

Su šia nuoroda:
galite pakeisti.

Peržiūrėti registraciją:
https://visits.example.org/r/abc_-1

Vizitas: Partnerių vizitas: Oslas
Kada: 2017 m. balandžio 3–6 d.

--
Partnerių vizitas
"""


def test_a_letters_text_becomes_its_parts(engine: Engine) -> None:
    migrations.move(engine, "0005")
    before = MetaData()
    before.reflect(engine, only=["mail"])
    with engine.begin() as connection:
        for name, said in (("1", LETTER), ("2", ""), ("3", LETTER.replace("\nVizitas: P", "\nP"))):
            row = filled(before.tables["mail"], id=as_kept(engine, uuid4()), message_id=name, text=said, html=said)
            connection.execute(before.tables["mail"].insert(), row | {"subject": "Jūs užregistruoti"})
    migrations.move(engine, "head")
    with Session(engine) as opened:
        letters = opened.scalars(select(Mail).order_by(Mail.message_id)).all()
        first = letters[0].content
        assert letters[1].content == {}
        assert letters[2].content["facts"][0] == ["Partnerių vizitas", "Oslas"]
    assert first == {
        "paragraphs": [
            "Jūsų registracija patvirtinta: vieta Jums skirta.",
            "Su šia nuoroda:\ngalite pakeisti.",
        ],
        "button": "Peržiūrėti registraciją",
        "link": "https://visits.example.org/r/abc_-1",
        "facts": [["Vizitas", "Partnerių vizitas: Oslas"], ["Kada", "2017 m. balandžio 3–6 d."]],
        "sender": "Partnerių vizitas",
    }
    migrations.move(engine, "0005")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT text, html FROM mail ORDER BY message_id")).all()
    assert kept[0].text == LETTER.removeprefix("Sveiki,")
    assert kept[0].html.startswith("<pre")
    assert tuple(kept[1]) == ("", "")


def filled(table: Table, **values: object) -> dict[str, object]:
    """A row of that table; what must have a value and is not named gets any."""
    instant = datetime(2017, 3, 1, tzinfo=UTC)
    some: dict[type, object] = {str: "x", int: 1, datetime: instant, date: instant.date(), bool: True, object: {}}
    needed = [column for column in table.columns if not column.nullable and column.name not in values]
    return {column.name: some[column.type.python_type] for column in needed} | values


def as_kept(engine: Engine, identity: UUID) -> object:
    """SQLite keeps the digits."""
    return identity.hex if engine.dialect.name == "sqlite" else identity


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    migrations.move(engine, "head")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.NewerDatabase):
        migrations.is_current(engine)
