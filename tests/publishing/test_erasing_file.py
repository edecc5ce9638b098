"""Nothing of whoever is erased at the desk can be read in SQLite's file while others have it open."""

from pathlib import Path

from eventapp.core.db import db
from tests.at_desk import DESK, fields_of, opened
from tests.conftest import installation, sign_in
from tests.factories import make_session, make_slot, make_speaker, make_visit, publish, text

MARKER = "zqmarker"


def test_a_speaker_who_is_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "eventapp.sqlite3"
    with installation(tmp_path) as app:
        visit = make_visit().id
        speaker = make_speaker(visit, name=f"Name {MARKER}", biography=text(f"Life {MARKER} " * 100))
        make_slot(make_session(visit).id, speaker.id)
        publish(visit)
        desk = sign_in(app)
        with db.engine.connect() as another:
            another.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            assert MARKER.encode() in file.read_bytes()
            another.rollback()
            erased = desk.post(f"{DESK}/speakers/kari/erase", data=fields_of(opened(desk, "speakers/kari/erase")))
            assert erased.status_code == 303
            left = [path.name for path in tmp_path.iterdir() if path.is_file() and MARKER.encode() in path.read_bytes()]
    assert left == []
