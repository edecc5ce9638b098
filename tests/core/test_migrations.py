"""The database's shape: up, down, and the same as the models."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

import eventapp.tables  # noqa: F401 - the models to compare with
from eventapp.core import migrations
from eventapp.core.db import Base


def test_up_and_down_and_up_again(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/db.sqlite3")
    migrations.move(engine, "head")
    assert migrations.differences(engine) == []
    migrations.move(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.move(engine, "head")
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/db.sqlite3")
    migrations.move(engine, "head")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.NewerDatabase):
        migrations.is_current(engine)
