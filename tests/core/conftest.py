"""An empty database of each kind."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from eventapp.config import read_settings
from eventapp.core.engine import make_engine
from tests.conftest import SECRET
from tests.postgres import scratch_database


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with ExitStack() as stack:
        url = (
            f"sqlite:///{tmp_path}/db.sqlite3" if request.param == "sqlite" else stack.enter_context(scratch_database())
        )
        settings = read_settings({"EVENTAPP_DATABASE_URL": url, "EVENTAPP_SECRET_KEY": SECRET})
        made = make_engine(settings.database_url)
        yield made
        made.dispose()
