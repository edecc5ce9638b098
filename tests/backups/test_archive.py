"""What is put back: only backups, of this database or an older shape, with their key."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from eventapp.backups import archive
from eventapp.core import migrations
from eventapp.core.db import db, session
from eventapp.visits.models import Visit
from tests.backups.saving import opened, values
from tests.commands.typed import done, refused
from tests.conftest import SECRET
from tests.factories import make_visit
from tests.postgres import scratch_database


def test_a_place_on_postgresql_that_is_not_empty(tmp_path: Path) -> None:
    with scratch_database() as url:
        here = values(tmp_path, EVENTAPP_DATABASE_URL=url)
        with opened(here):
            make_visit()
        done(here, "backup", str(tmp_path / "saved.zip"))
        assert refused(here, "restore", str(tmp_path / "saved.zip")) == (
            "the database of EVENTAPP_DATABASE_URL is not empty; restore into a new one"
        )


def test_a_backup_of_another_database(saved: Path, tmp_path: Path) -> None:
    with scratch_database() as url:
        line = refused(values(tmp_path / "there", EVENTAPP_DATABASE_URL=url), "restore", str(saved))
    assert line.startswith(
        "the backup is of sqlite, EVENTAPP_DATABASE_URL names postgresql; restore it to sqlite first"
    )


def test_files_that_are_no_backups_or_not_whole(saved: Path, tmp_path: Path) -> None:
    there = values(tmp_path / "there")
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"nothing")
    assert refused(there, "restore", str(wrong)) == f"{wrong} is no backup of eventapp, or not a whole one"
    wrong.write_bytes(saved.read_bytes()[:-500])
    assert refused(there, "restore", str(wrong)) == f"{wrong} is no backup of eventapp, or not a whole one"
    assert refused(there, "restore", str(tmp_path / "none")).endswith("cannot be read: No such file or directory")
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(tmp_path / "changed.zip", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name) + (b"x" if name == "database.sqlite3" else b""))
    assert refused(there, "restore", str(tmp_path / "changed.zip")) == (
        f"{tmp_path / 'changed.zip'} is damaged: database.sqlite3 is not what was saved"
    )
    assert not list((tmp_path / "there").glob("*sqlite3*"))


def test_the_key_comes_with_it_or_is_named(saved: Path, tmp_path: Path) -> None:
    there = values(tmp_path / "there")
    del there["EVENTAPP_SECRET_KEY"]
    done(there, "restore", str(saved))
    key = tmp_path / "there" / "secret_key"
    assert (key.read_text(), key.stat().st_mode & 0o777) == (SECRET, 0o600)

    without = tmp_path / "without.zip"
    said = done(values(tmp_path / "here"), "backup", str(without), "--without-key")
    assert f"without the key ({archive.fingerprint(SECRET)})" in said
    assert SECRET.encode() not in b"".join(
        zipfile.ZipFile(without).read(name) for name in zipfile.ZipFile(without).namelist()
    )
    another = values(tmp_path / "another")
    del another["EVENTAPP_SECRET_KEY"]
    assert refused(another, "restore", str(without)).startswith("EVENTAPP_SECRET_KEY is not set")
    said = done(another | {"EVENTAPP_SECRET_KEY": "x" * 40}, "restore", str(without))
    assert f"is another key than the backup's ({archive.fingerprint(SECRET)}): no link sent before opens." in said

    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "secret_key").write_text("y" * 40)
    assert refused(values(kept), "restore", str(saved)) == (
        f"{kept / 'secret_key'} is another key than the backup's; move it away, or no link sent before opens"
    )


def test_an_older_backup_is_brought_to_this_shape(tmp_path: Path) -> None:
    here, there = values(tmp_path / "here"), values(tmp_path / "there")
    Path(here["EVENTAPP_DATA_DIR"]).mkdir()
    with opened(here):
        make_visit()
        migrations.move(db.engine, "0006")
    old = tmp_path / "old.zip"
    save_by_hand(Path(here["EVENTAPP_DATA_DIR"], "eventapp.sqlite3"), old, "0006")
    said = done(there, "restore", str(old))
    assert "It was of revision 0006 (version 0.0.1); brought to this version's." in said
    with opened(there):
        assert [visit.slug for visit in session.scalars(select(Visit))] == ["oslo"]
    newer = tmp_path / "newer.zip"
    save_by_hand(Path(here["EVENTAPP_DATA_DIR"], "eventapp.sqlite3"), newer, "9999")
    assert refused(values(tmp_path / "x"), "restore", str(newer)) == (
        "the backup was made by version 0.0.1; install that version or a later one"
    )


def save_by_hand(database: Path, file: Path, revision: str) -> None:
    with closing(sqlite3.connect(database)) as opened:
        names = [row[0] for row in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
    manifest = archive.Manifest(
        "0.0.1",
        "sqlite",
        revision,
        "2026-01-01",
        archive.fingerprint(SECRET),
        rows,
        {"database.sqlite3": archive.digest(database)},
    )
    archive.write_archive(file, manifest, {"database.sqlite3": database})
