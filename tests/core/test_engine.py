"""What every connection begins with, on each kind of database."""

import pytest
from sqlalchemy import Engine, text

from eventapp.core import migrations
from eventapp.core.engine import LOCK_TIMEOUT, engine_options

COUNT = text("SELECT count(*) FROM attempts")
MORE = text("INSERT INTO attempts VALUES ('a', 1, '2017-03-01 12:00:00')")


def test_a_connection_watches_references_or_waits_so_long_and_no_longer(engine: Engine) -> None:
    migrations.move(engine, "head")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        else:
            assert connection.scalar(text("SHOW lock_timeout")) == LOCK_TIMEOUT


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_read_in_one_transaction_is_of_one_moment(engine: Engine) -> None:
    """Python's driver would begin no transaction before something is written."""
    migrations.move(engine, "head")
    with engine.connect() as reading:
        assert reading.scalar(COUNT) == 0
        with engine.begin() as writing:
            writing.execute(MORE)
        assert reading.scalar(COUNT) == 0
    with engine.connect() as later:
        assert later.scalar(COUNT) == 1


@pytest.mark.parametrize("url", ["sqlite:////tmp/x", "postgresql+psycopg://localhost/x"])
def test_there_are_as_many_connections_as_a_process_has_threads(url: str) -> None:
    assert engine_options(url)["pool_size"] >= 8
