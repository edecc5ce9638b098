"""What all tests share: an app on a real database file, empty at the start of each test."""

import os
import re
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import delete

from eventapp.accounts.operations import add_account, make_sign_in_link, spend_link
from eventapp.app import create_app
from eventapp.config import Settings, read_settings
from eventapp.core import migrations, sqlite
from eventapp.core.browser import SESSION_COOKIE, session_value
from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from eventapp.core.limits import Attempts
from eventapp.visits.members import organise_all
from tests.postgres import scratch_database

ON_SQLITE = pytest.mark.parametrize("shared_app", ["sqlite"], indirect=True)
"""What such a test looks at is the same on every database, or another test looks at it there."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_both = Counter(map(_name, items))
    left_out = [
        item
        for item in items
        if is_of_a_page(item.path.name) and on_both[_name(item)] > 1 and _database_of(item) == _not_on(item)
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        # Others enter those lines, too: the same test on SQLite, or one that says what has to come of it. Under a
        # tracer the walks of made-up words take five times as long, and a browser waits for each page.
        again = _database_of(item) == "postgresql" and not is_of_a_page(item.path.name)
        if item.get_closest_marker("slow") or again or "browser" in item.path.parts:
            item.add_marker("no_cover")


PAGES = "views|desk|forms|pages|chosen|meanwhile|verbs|closed|statements"


def is_of_a_page(file: str) -> bool:
    """Whether a file of tests looks at pages: what these ask a database for, tests of queries and operations ask both
    for. So each of its tests runs on one of them, half of them on either (docs/decisions/141)."""
    return (
        re.fullmatch(r"test_(.+_)?(views|desk|forms|pages|chosen|meanwhile|verbs|closed|statements)(_\w+)?\.py", file)
        is not None
    )


def _name(item: pytest.Item) -> str:
    """Without its database."""
    return re.sub("sqlite|postgresql", "", item.nodeid)


def _not_on(item: pytest.Item) -> str:
    """The database on which that test does not run: always the same one."""
    return ("sqlite", "postgresql")[crc32(_name(item).encode()) % 2]


def _database_of(item: pytest.Item) -> str:
    """On which the app of that test is; "" if it asks for none."""
    values = getattr(item, "callspec", None)
    return str(values.params.get("shared_app", "")) if values else ""


COUNTING = "COVERAGE_PROCESS_CONFIG"
"""Tells a process that is started to count its lines (coverage: patch = subprocess)."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What a test starts whose lines are not counted does not count its own."""
    kept = os.environ.pop(COUNTING, None) if item.get_closest_marker("no_cover") else None
    try:
        return (yield)
    finally:
        if kept:
            os.environ[COUNTING] = kept


settings.register_profile("eventapp", deadline=None)  # a busy machine is no failure
settings.load_profile("eventapp")

SECRET = "a-key-for-the-tests-and-nothing-else"


def make_settings(folder: Path, **environ: str) -> Settings:
    values = {
        "EVENTAPP_DATA_DIR": str(folder),
        "EVENTAPP_BASE_URL": "http://visits.example.org",
        "EVENTAPP_SECRET_KEY": SECRET,
        **environ,
    }
    return read_settings(values)


def make_app(folder: Path, **environ: str) -> Flask:
    """An app on a database of its own in that folder, migrated."""
    app = create_app(make_settings(folder, **environ))
    app.testing = True
    with app.app_context():
        file = sqlite.file_of(db.engine)
        if db.engine.dialect.name == "sqlite" and not file.exists():
            sqlite.make_file(file)
            file.write_bytes(empty_database())
        migrations.move(db.engine, "head")
    return app


@cache
def empty_database() -> bytes:
    """SQLite's file of today's shape: all migrations are gone through once a process."""
    with TemporaryDirectory() as folder, create_app(make_settings(Path(folder))).app_context():
        migrations.move(db.engine, "head")
        db.engine.dispose()
        return sqlite.file_of(db.engine).read_bytes()


@contextmanager
def installation(folder: Path, **environ: str) -> Iterator[Flask]:
    """An app of its own, inside its context; its connections are closed afterwards."""
    app = make_app(folder, **environ)
    with app.app_context():
        try:
            yield app
        finally:
            session.remove()
            db.engine.dispose()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app a session and database: every test that asks for ``app`` runs on both."""
    with ExitStack() as stack:
        environ = {}
        if request.param == "postgresql":
            environ["EVENTAPP_DATABASE_URL"] = stack.enter_context(scratch_database())
        app = make_app(tmp_path_factory.mktemp(request.param), **environ)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The app, inside its context, with every table empty."""
    with shared_app.app_context():
        shared_app.extensions["eventapp.page_caches"].clear()
        yield shared_app
        session.remove()
        empty_every_table()


@cache
def deletions() -> tuple[str, ...]:
    return tuple(str(table.delete()) for table in reversed(db.metadata.sorted_tables))


def empty_every_table() -> None:
    together = db.engine.dialect.name == "postgresql"  # SQLite's driver takes one statement at a time
    with db.engine.begin() as connection:
        for statement in ("; ".join(deletions()),) if together else deletions():
            connection.exec_driver_sql(statement)


def forget_attempts() -> None:
    """As if nobody had tried anything yet."""
    with transaction():
        session.execute(delete(Attempts))


def sign_in(app: Flask, email: str = "ona@example.org", *, right: bool = True) -> FlaskClient:
    """A client in which a new organiser, of every visit, is signed in; her language is English.

    Without ``right``: whoever has that account, with what it may already.
    """
    now = utc_now()
    with transaction():
        (organise_all if right else add_account)(email, language="en", now=now)
    with transaction():
        link = make_sign_in_link(email, now=now)
    with transaction():
        token = spend_link(link, device="", now=now).token
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, session_value(token, now=now))
    return client


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """An organiser's client: see sign_in."""
    return sign_in(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
