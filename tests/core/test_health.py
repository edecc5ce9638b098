"""Alive and ready: what supervisors ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from eventapp.app import create_app
from eventapp.core import migrations
from eventapp.core.db import db
from tests.conftest import free_port, installation, make_settings


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """An app whose database may be broken."""
    with installation(tmp_path) as app:
        yield app


def ask(app: Flask, path: str) -> tuple[int, str]:
    answer = app.test_client().get(path)
    return answer.status_code, answer.text


def test_alive_and_ready(client: FlaskClient) -> None:
    for path, words in (("/healthz", "alive\n"), ("/readyz", "ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (200, words)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "Set-Cookie" not in answer.headers
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


def test_not_ready_before_the_database_has_its_shape_and_at_once_after(own_app: Flask) -> None:
    migrations.move(db.engine, "base")
    refused = own_app.test_client().get("/readyz")
    assert (refused.status_code, refused.headers["Cache-Control"]) == (503, "no-store")
    assert refused.text == "the database is not of this version's shape: eventapp db upgrade\n"
    assert ask(own_app, "/healthz") == (200, "alive\n")
    migrations.move(db.engine, "head")
    assert ask(own_app, "/readyz") == (200, "ready\n")


def test_not_ready_on_a_database_of_a_newer_version(own_app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert ask(own_app, "/readyz") == (503, "the database was made by a newer version of eventapp\n")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("postgresql", "the database cannot be reached\n"),
        ("sqlite", "the database file is not there, or cannot be opened\n"),
    ],
)
def test_not_ready_without_a_database_but_alive(broken: str, words: str, tmp_path: Path) -> None:
    urls = {
        "postgresql": f"postgresql://eventapp@127.0.0.1:{free_port()}/secret-name",
        "sqlite": f"sqlite:///{tmp_path}/nowhere/secret-name",
    }
    app = create_app(make_settings(tmp_path, EVENTAPP_DATABASE_URL=urls[broken]))
    assert ask(app, "/readyz") == (503, words)
    assert ask(app, "/healthz") == (200, "alive\n")


def test_looking_makes_no_database(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    assert ask(app, "/readyz")[0] == 503
    assert app.test_client().get("/lt/").status_code == 503
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_migrations_is_read_once_a_process(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(own_app, "/readyz")
    monkeypatch.setattr(migrations, "folder", None)
    assert ask(own_app, "/readyz") == (200, "ready\n")
