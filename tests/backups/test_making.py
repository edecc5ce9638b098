"""A backup is made whole or not at all, and overwrites nothing."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from eventapp.backups import archive
from tests.backups.saving import opened, values
from tests.commands.typed import done, refused
from tests.factories import make_visit
from tests.postgres import scratch_database
from tests.processes import SOURCE, environment


def test_nothing_is_overwritten(saved: Path, tmp_path: Path) -> None:
    here = values(tmp_path / "here")
    before = saved.read_bytes()
    assert refused(here, "backup", str(saved)) == f"{saved} is there already; nothing was overwritten"
    assert saved.read_bytes() == before
    database = tmp_path / "here" / "eventapp.sqlite3"
    assert refused(here, "restore", str(saved)) == (
        f"{database} is there already; restore into an empty place, or move it away"
    )
    database.unlink()
    wal = database.with_name("eventapp.sqlite3-wal")
    wal.touch()
    assert refused(here, "restore", str(saved)).startswith(f"{wal} is there already")
    assert not database.exists()


def test_a_folder_of_dated_backups_keeps_some_days(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups" / "eventapp"
    here = values(tmp_path / "here")
    done(here, "backup", str(folder), "--keep-days", "14")
    assert folder.stat().st_mode & 0o777 == 0o700
    made = [path.name for path in folder.glob("*.zip")]
    assert len(made) == 1
    now = datetime.now(UTC)
    old, young = (archive.dated(folder, now - timedelta(days=days)) for days in (15, 13))
    others = [folder / "eventapp-2017.zip", folder / "mine.zip"]
    for path in (old, young, *others):
        path.touch()
    with time_machine.travel(now + timedelta(seconds=2)):  # the names tell seconds
        said = done(here, "backup", str(folder), "--keep-days", "14")
    assert said.splitlines()[-1] == f"{old}: older than 14 days, deleted."
    assert not old.exists()
    assert all(path.exists() for path in (young, *others))
    assert (folder / "erased.log").read_bytes() == b""
    assert refused(here, "backup", str(saved), "--keep-days", "14") == (
        f"{saved} is no folder; --keep-days keeps dated backups in one"
    )


def test_a_damaged_database_is_not_saved_as_if_it_were_whole(saved: Path, tmp_path: Path) -> None:
    database = tmp_path / "here" / "eventapp.sqlite3"
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("PRAGMA foreign_keys=OFF")
        opened.execute("INSERT INTO organisation SELECT 1, 77, 'x', 1, 'x', 'lt', 'host', '', NULL")
    line = refused(values(tmp_path / "here"), "backup", str(tmp_path / "new.zip"))
    assert "a row of organisation (1) points to a row of visit that is not there" in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["erased.log", "here", "saved.zip"]


def test_a_missing_tool_is_named_with_its_package(tmp_path: Path) -> None:
    with scratch_database() as url:
        here = values(tmp_path, EVENTAPP_DATABASE_URL=url)
        with opened(here):
            make_visit()
        result = subprocess.run(
            [sys.executable, "-m", "eventapp", "backup", str(tmp_path / "saved.zip")],
            cwd=SOURCE,
            env=environment(**here) | {"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.stderr == "eventapp: pg_dump is missing; type: sudo apt-get install postgresql-client\n"
    assert not (tmp_path / "saved.zip").exists()


def test_a_folder_that_is_not_there(saved: Path, tmp_path: Path) -> None:
    line = refused(values(tmp_path / "here"), "backup", str(tmp_path / "nowhere" / "x.zip"))
    assert line.endswith("cannot be written: No such file or directory")
