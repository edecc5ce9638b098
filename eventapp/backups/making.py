"""Making a backup while people register."""

import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from eventapp import __version__
from eventapp.backups import archive, dumps
from eventapp.backups.archive import BackupUnusable, Manifest
from eventapp.config import Settings
from eventapp.core import erasures, migrations


def make_backup(settings: Settings, engine: Engine, file: Path, *, with_key: bool, now: datetime) -> Manifest:
    """Write a backup of that name, for this user alone; nothing half-made is ever seen there.

    Beside it lies what was erased up to now, so that no earlier backup brings it back either. Raises BackupUnusable.
    """
    if file.exists():
        raise BackupUnusable(f"{file} is there already; nothing was overwritten")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".eventapp-") as folder:
            aside = Path(folder)
            manifest = _write(settings, engine, aside, with_key=with_key, now=now)
            archive.publish(aside / "backup", file)
    except OSError as error:
        raise BackupUnusable(f"{file} cannot be written: {error.strerror}") from error
    erasures.write_down(file.parent / erasures.FILE)
    return manifest


def _write(settings: Settings, engine: Engine, aside: Path, *, with_key: bool, now: datetime) -> Manifest:
    kind = engine.dialect.name
    dump = aside / archive.DATABASES[kind]
    if settings.sqlite_file:
        rows = dumps.dump_sqlite(settings.sqlite_file, dump)
    else:
        rows = dumps.dump_postgresql(settings, engine, dump)
    members = {dump.name: dump}
    if with_key:
        members[archive.KEY] = aside / archive.KEY
        members[archive.KEY].write_text(settings.secret_key, encoding="utf-8")
    manifest = Manifest(
        version=__version__,
        database=kind,
        revision=migrations.revision_of(engine) or "",
        made_at=now.isoformat(timespec="seconds"),
        key=archive.fingerprint(settings.secret_key),
        rows=rows,
        sha256={name: archive.digest(path) for name, path in members.items()},
    )
    archive.write_archive(aside / "backup", manifest, members)
    return manifest
