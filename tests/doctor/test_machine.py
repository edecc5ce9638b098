"""The machine, the folder and the key, really broken."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from eventapp.doctor import examine, machine
from tests.conftest import SECRET
from tests.doctor.patients import NOW, environ, wrong
from tests.postgres import scratch_database


def test_what_could_not_be_looked_at_is_not_said_to_be_well(tmp_path: Path) -> None:
    found = machine.disk(tmp_path / "nowhere")
    assert (found.state, found.remedy) == ("unsure", "")
    assert found.line() == f"unsure disk: {tmp_path}/nowhere cannot be looked at: No such file or directory"


def test_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    roomy, full = (machine.disk(tmp_path, least=least) for least in (free // 2, 2 * free))
    assert roomy.state == "ok"
    assert (full.state, full.remedy) == ("wrong", "make room: a full disk stops every registration, letter and backup")
    assert re.fullmatch(rf"[\d,]+ MB are free where {tmp_path} is(, for \d+ more files)?", full.words)


def test_a_key_that_is_not_the_one_that_run_keeps(healthy: Path) -> None:
    kept = "another-key-that-eventapp-run-has-made"
    file = healthy.resolve() / "secret_key"
    found = {one.about: one for one in examine(environ(healthy), secret_key=kept, now=NOW)}["key"]
    assert (found.state, found.words) == (
        "wrong",
        f"EVENTAPP_SECRET_KEY is not the one in {file}: links that were signed with that one are dead",
    )
    rotated = environ(healthy, EVENTAPP_SECRET_KEY_OLD=kept)
    assert {one.state for one in examine(rotated, secret_key=kept, now=NOW)} == {"ok", "unsure"}
    assert {one.state for one in examine(environ(healthy), secret_key=SECRET, now=NOW)} == {"ok", "unsure"}


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with scratch_database() as url:
        first = wrong(file, EVENTAPP_DATABASE_URL=url)[0]
    assert (first.about, first.words) == (
        "data folder",
        f"the data folder {file.resolve()} cannot be written: Not a directory",
    )


def test_a_clock_of_long_ago() -> None:
    assert machine.clock(datetime(1970, 1, 1, tzinfo=UTC)).words == "it shows the year 1970"
