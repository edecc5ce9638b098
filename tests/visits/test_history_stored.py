"""Entries that were stored before they were typed are told in the same words, and found by the same filters.

history-0018.json is a database of that time, with an entry of everything that could be done, and what its page said
(in today's words for what has got another name since).
"""

import html
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, MetaData, Table, text

from eventapp.accounts.operations import make_sign_in_link, spend_link
from eventapp.app import create_app
from eventapp.core import migrations
from eventapp.core.browser import SESSION_COOKIE, session_value
from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from tests.at_desk import DESK
from tests.conftest import make_settings
from tests.postgres import scratch_database

BEFORE = json.loads(Path(__file__).with_name("history-0018.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An organiser's client, at the database that was brought to this version."""
    with ExitStack() as stack:
        postgresql = request.param == "postgresql"
        environ = {"EVENTAPP_DATABASE_URL": stack.enter_context(scratch_database())} if postgresql else {}
        app = create_app(make_settings(tmp_path_factory.mktemp("before"), **environ))
        app.testing = True
        stack.enter_context(app.app_context())
        stack.callback(db.engine.dispose)
        stack.callback(session.remove)
        migrations.move(db.engine, "0018")
        with db.engine.begin() as connection:
            fill(connection)
        migrations.move(db.engine, "head")
        client, now = app.test_client(), utc_now()
        with transaction():
            link = make_sign_in_link("ona@example.org", now=now)
        with transaction():
            token = spend_link(link, device="", now=now).token
        client.set_cookie(SESSION_COOKIE, session_value(token, now=now))
        yield client


def fill(connection: Connection) -> None:
    there = MetaData()
    there.reflect(connection)
    for name, rows in BEFORE["tables"].items():
        table = there.tables[name]
        connection.execute(
            table.insert(), [{column: stored(table, column, value) for column, value in row.items()} for row in rows]
        )
        if connection.dialect.name == "postgresql" and name != "registration":
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1000)"))


def stored(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type.python_type
    if not isinstance(value, str):
        return value
    if name == "id":
        return UUID(value) if kind is UUID else UUID(value).hex
    return kind.fromisoformat(value) if kind in (date, datetime) else value


def rows(desk: FlaskClient, query: str) -> list[list[str]]:
    """[link, words] of each entry that the page shows, and the pages behind it."""
    found: list[list[str]] = []
    while query:
        page = desk.get(f"{DESK}/history?{query}").text
        page = re.sub(r"<summary>.*?</summary>", "", page)  # names what is told in full below it
        for row in re.findall(r'<tr role="row">\n(<td role="cell" class="when">.*?)</tr>', page, re.S):
            link = re.search(r'href="([^"]*)"', row)
            words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
            found.append([link[1] if link else "", html.unescape(words)])
        older = re.search(r'href="[^"?]*\?([^"]*before=\d+)"', page)
        query = html.unescape(older[1]) if older else ""
    return found


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_words_are_the_same(desk: FlaskClient, language: str) -> None:
    assert rows(desk, urlencode({"l": language})) == BEFORE["words"][language]


@pytest.mark.parametrize("query", BEFORE["filters"])
def test_a_filter_finds_the_same(desk: FlaskClient, query: str) -> None:
    every = BEFORE["words"]["en"]
    assert rows(desk, f"{query}&l=en") == [every[number] for number in BEFORE["filters"][query]]


def test_the_way_back_keeps_what_was_stored(desk: FlaskClient) -> None:
    session.remove()
    migrations.move(db.engine, "0018")
    there = MetaData()
    there.reflect(db.engine, only=["history_entry"])
    table = there.tables["history_entry"]
    with db.engine.connect() as connection:
        found = connection.execute(table.select().order_by(table.c.id)).mappings().all()
    migrations.move(db.engine, "head")
    assert [shown(row) for row in found] == BEFORE["tables"]["history_entry"]


def shown(row: Any) -> dict[str, Any]:
    """As the file has it; SQLite keeps UTC without saying so."""
    at = row["happened_at"]
    return {**row, "happened_at": (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}
