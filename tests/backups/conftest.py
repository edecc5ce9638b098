"""Places to save, and one that is saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backups.saving import Environ, values
from tests.commands.typed import done
from tests.conftest import installation
from tests.factories import make_visit
from tests.postgres import scratch_database


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Environ, Environ]]:
    """Two installations' environments: one to save, and an empty one."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    if request.param == "sqlite":
        yield values(here), values(there)
        return
    with scratch_database() as first, scratch_database() as second:
        yield values(here, EVENTAPP_DATABASE_URL=first), values(there, EVENTAPP_DATABASE_URL=second)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of an installation of one visit."""
    folder = tmp_path / "here"
    folder.mkdir()
    with installation(folder):
        make_visit()
    done(values(folder), "backup", str(tmp_path / "saved.zip"))
    return tmp_path / "saved.zip"
