"""Putting a backup back into an empty place: checked, brought to this version's shape, and without what was erased."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError

from eventapp import data_folder
from eventapp.app import create_app
from eventapp.backups import archive, dumps
from eventapp.backups.archive import BackupUnusable, Manifest
from eventapp.config import Settings
from eventapp.core import erasures, migrations
from eventapp.core.acts import COMMAND, WORKER, Act
from eventapp.core.db import db, session, transaction
from eventapp.core.links import Links
from eventapp.notifications.operations import empty_old_mails
from eventapp.publishing.hosts import erase_hosts, visits_to_erase_hosts
from eventapp.registration.erasing import erase_expired
from eventapp.registration.queries import visits_with_expired


@dataclass(frozen=True, slots=True)
class Restored:
    """``erased``: how many things were erased again; ``migrated``: the backup was of an earlier shape."""

    manifest: Manifest
    erased: int
    migrated: bool


def check_place(settings: Settings, manifest: Manifest) -> None:
    """Raises BackupUnusable unless there is room for that backup here: no database, and no other key."""
    kind = "sqlite" if settings.uses_sqlite else "postgresql"
    if manifest.database != kind:
        raise BackupUnusable(
            f"the backup is of {manifest.database}, EVENTAPP_DATABASE_URL names {kind}; restore it to "
            f"{manifest.database} first, and move it with: eventapp db copy URL"
        )
    if manifest.revision not in migrations.known_revisions():
        raise BackupUnusable(f"the backup was made by version {manifest.version}; install that version or a later one")
    if settings.sqlite_file:
        lying = [path for path in _family(settings.sqlite_file) if path.exists()]
        if lying:
            raise BackupUnusable(f"{lying[0]} is there already; restore into an empty place, or move it away")
    elif _tables(settings):
        raise BackupUnusable("the database of EVENTAPP_DATABASE_URL is not empty; restore into a new one")
    kept = data_folder.kept_secret_key(settings.data_dir)
    if kept is not None and archive.fingerprint(kept) != manifest.key:
        where = settings.data_dir / data_folder.KEY
        raise BackupUnusable(f"{where} is another key than the backup's; move it away, or no link sent before opens")


def _family(database: Path) -> list[Path]:
    return [database.with_name(database.name + part) for part in data_folder.ASIDE]


def _tables(settings: Settings) -> list[str]:
    engine = create_engine(settings.database_url)
    try:
        return inspect(engine).get_table_names()
    except DBAPIError as error:
        raise BackupUnusable(f"the database cannot be used: {str(error.orig).strip().splitlines()[0]}") from error
    finally:
        engine.dispose()


def restore_backup(settings: Settings, file: Path, *, erased: Sequence[Path], now: datetime) -> Restored:
    """Put it back, all of it or nothing (on PostgreSQL: the dump in one transaction, then its changes).

    ``erased``: files that name what was erased since; the one beside the backup and the one in the data folder are
    read, too. The eraser of each room runs before anybody can read a page. Raises BackupUnusable.
    """
    manifest = archive.read_manifest(file)
    check_place(settings, manifest)
    named = [file.parent / erasures.FILE, settings.data_dir / erasures.FILE, *erased]
    lines = list(dict.fromkeys(line for path in named for line in erasures.read_lines(path)))
    unknown = sorted({kind for kind, _ in lines} - erasures.kinds())
    if unknown:
        raise BackupUnusable(
            f"what was erased names “{unknown[0]}”, which only a newer version knows; install that one"
        )
    near = settings.sqlite_file.parent if settings.sqlite_file else settings.data_dir
    with tempfile.TemporaryDirectory(dir=near, prefix=".restore-") as folder:
        aside = Path(folder)
        dump = aside / manifest.member
        archive.extract(file, manifest, manifest.member, dump)
        if settings.sqlite_file:
            number, migrated = _make_ready(replace(settings, database_url=f"sqlite:///{dump}"), manifest, lines, now)
            archive.publish(dump, settings.sqlite_file)
        else:
            dumps.restore_postgresql(settings, dump)
            number, migrated = _make_ready(settings, manifest, lines, now)
        _restore_key(settings, file, manifest, aside)
    return Restored(manifest, number, migrated)


def _make_ready(settings: Settings, manifest: Manifest, lines: list[erasures.Line], now: datetime) -> tuple[int, bool]:
    """Compare the counts, change the shape, erase; (how many were erased again, whether the shape was changed)."""
    links = Links.of(settings)
    with create_app(settings).app_context():
        try:
            _check_rows(dumps.count_rows(db.engine), manifest)
            migrated = not migrations.is_current(db.engine)
            migrations.move(db.engine, "head")
            number = _erase(lines, links, now)
            number += _erase_expired(links, now)
            erasures.write_down(settings.data_dir / erasures.FILE)
        finally:
            session.remove()
            db.engine.dispose()
    return number, migrated


def _check_rows(found: Mapping[str, int], manifest: Manifest) -> None:
    wrong = sorted(name for name in {*found, *manifest.rows} if found.get(name) != manifest.rows.get(name))
    if wrong:
        raise BackupUnusable(f"the backup is damaged: {wrong[0]} has another number of rows than was saved")


def _erase_expired(links: Links, now: datetime) -> int:
    """What the worker does every minute; gives how many registrations went."""
    with transaction():
        empty_old_mails(now=now)
    number = 0
    for visit_id in visits_with_expired(now=now):
        with transaction():
            number += erase_expired(visit_id, act=Act(WORKER, links, now))
    for visit_id in visits_to_erase_hosts(now=now):
        with transaction():
            erase_hosts(visit_id, act=Act(WORKER, links, now))
    return number


def _erase(lines: list[erasures.Line], links: Links, now: datetime) -> int:
    """Gives how many of them the backup had brought back."""
    with transaction():
        known = set(erasures.lines())
    back = 0
    for line in lines:
        if line not in known:
            with transaction():
                erasures.erase_again(line, act=Act(COMMAND, links, now))
            back += 1
    return back


def _restore_key(settings: Settings, file: Path, manifest: Manifest, aside: Path) -> None:
    """Keep the key as ``eventapp run`` does, if the backup has it and the installation has none."""
    kept = settings.data_dir / data_folder.KEY
    if archive.KEY in manifest.sha256 and not kept.exists():
        archive.extract(file, manifest, archive.KEY, aside / archive.KEY)
        archive.publish(aside / archive.KEY, kept)
