"""The folder that holds all data of an installation, and the key that ``eventapp run`` keeps in it.

Nobody but the user that runs eventapp may read there: folders are 0700, files 0600.
"""

import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077
"""What group and others may do, and what no file of ours allows them: also the umask of every command."""
BACKUPS = "backups"
REMOVED = "removed"
"""Folder of the files of visits that were removed."""
ASIDE = ("", "-wal", "-shm", "-journal")
"""SQLite's own files: the database and what lies beside it."""
KEY = "secret_key"
"""The file in the data folder that holds the key."""


class FolderUnusable(Exception):
    """The data folder is missing, or this user may not read or write it; the text names it and says why."""


def check_writable(folder: Path) -> None:
    """Raises FolderUnusable unless files can be made there."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise FolderUnusable(f"the data folder {folder} cannot be written: {error.strerror}") from error


def make(folder: Path) -> None:
    """Make the folder unless it is there. Raises FolderUnusable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(f"the data folder {folder} cannot be made: {error.strerror}") from error
    check_writable(folder)


def open_to_others(folder: Path, database: Path | None) -> list[Path]:
    """Of the folder and what eventapp keeps, all that group or others have a right to.

    ``database``: SQLite's file, wherever it lies; None on PostgreSQL.
    """
    return [path for path in _kept(folder, database) if path.stat().st_mode & OTHERS]


def close_to_others(folder: Path, database: Path | None) -> None:
    """Take from group and others what an earlier version, a copy or a hand has given them.

    A folder that all may share (/tmp) stays as it is, and the doctor says so. Raises FolderUnusable.
    """
    for path in open_to_others(folder, database):
        mode = path.stat().st_mode
        try:
            if not mode & stat.S_ISVTX:
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)
        except OSError as error:
            raise FolderUnusable(f"others may read {path}, and that cannot be changed: {error.strerror}") from error


def _kept(folder: Path, database: Path | None) -> Iterator[Path]:
    from eventapp.core import erasures  # with SQLAlchemy, which "eventapp --help" does without

    backups, removed = folder / BACKUPS, folder / REMOVED
    of_database = (database.with_name(database.name + part) for part in ASIDE) if database else ()
    named = (folder, folder / KEY, folder / erasures.FILE, backups, removed, *of_database)
    patterns = (folder.glob(f"{KEY}.*"), folder.glob("jobs.sqlite3*"), backups.glob("*"), removed.glob("*"))
    for path in (*named, *(path for found in patterns for path in found)):
        if path.exists():
            yield path


def kept_secret_key(folder: Path) -> str | None:
    """The key kept beside the data, if there is one. Raises FolderUnusable."""
    file = folder / KEY
    try:
        return file.read_text(encoding="ascii", errors="replace").strip() if file.exists() else None
    except OSError as error:
        raise FolderUnusable(f"the key {file} cannot be read: {error.strerror}") from error


def make_secret_key(folder: Path) -> str:
    """The key kept in that folder; made now if there is none, readable by its owner only. Raises FolderUnusable."""
    kept = kept_secret_key(folder)
    if kept is not None:
        return kept
    key = secrets.token_urlsafe(48)
    try:
        # In one step, so that a start that is interrupted here leaves no half of a key.
        number, fresh = tempfile.mkstemp(dir=folder, prefix="secret_key.")
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(key)
        Path(fresh).replace(folder / KEY)
    except OSError as error:
        raise FolderUnusable(f"the data folder {folder} cannot be written: {error.strerror}") from error
    return key
