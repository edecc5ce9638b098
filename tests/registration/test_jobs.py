"""The worker erases: nothing of whoever is erased can be read in SQLite's file while others have it open."""

from datetime import UTC, datetime
from pathlib import Path

from eventapp.core.db import db
from eventapp.registration.jobs import erase
from tests.conftest import installation
from tests.factories import make_visit
from tests.registration.people import join, states


def test_who_is_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    file, marker = tmp_path / "eventapp.sqlite3", "erased-by-term@example.org"
    with installation(tmp_path):
        visit = make_visit(keep_days=1).id
        join(visit, marker, now=datetime(2017, 3, 1, tzinfo=UTC))
        with db.engine.connect() as another:
            another.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            assert marker.encode() in file.read_bytes()
            another.rollback()
            erase()
            assert states() == {}
            left = [path.name for path in tmp_path.iterdir() if path.is_file() and marker.encode() in path.read_bytes()]
    assert left == []
