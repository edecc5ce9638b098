"""The database's shape: up, down, and the same as the models."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

import eventapp.tables  # noqa: F401 - the models to compare with
from eventapp.config import read_settings
from eventapp.core import migrations
from eventapp.core.db import Base
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


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    migrations.move(engine, "head")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.NewerDatabase):
        migrations.is_current(engine)
