"""What a backup is: a ZIP with the database, the key and a manifest that names both (pure, but for files).

``database.sqlite3`` (one whole file) or ``database.pgdump`` (as pg_dump -Fc writes it); ``secret_key``, unless it was
left out; ``manifest.json``: what is in it, from which version and when.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEY: Final = "secret_key"
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
DATED: Final = "eventapp-%Y%m%dT%H%M%SZ.zip"


class BackupUnusable(Exception):
    """A backup cannot be made, read or put back; the text says why and what to do, and is one line."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``version`` of the program, ``revision`` of its tables, ``made_at`` as ISO 8601.

    ``key``: the fingerprint of the key that signs the links. ``rows``: {table: how many}. ``sha256``: {member: digest}.
    """

    version: str
    database: str
    revision: str
    made_at: str
    key: str
    rows: Mapping[str, int]
    sha256: Mapping[str, str]
    format: int = FORMAT

    @property
    def member(self) -> str:
        """The file of the database."""
        return DATABASES[self.database]


def fingerprint(key: str) -> str:
    """Tells keys apart and opens nothing: 16 hexadecimal digits."""
    return hashlib.sha256(b"eventapp key\0" + key.encode()).hexdigest()[:16]


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_archive(file: Path, manifest: Manifest, members: Mapping[str, Path]) -> None:
    """Write the ZIP and see to it that it is on the disk."""
    with file.open("xb") as opened:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")
            for name, source in members.items():
                archive.write(source, name)
        opened.flush()
        os.fsync(opened.fileno())


def read_manifest(file: Path) -> Manifest:
    """What that backup holds. Raises BackupUnusable."""
    try:
        with zipfile.ZipFile(file) as archive:
            values: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if values.get("format", 0) > FORMAT:
            raise BackupUnusable(f"{file} was made by a newer version of eventapp; install that version")
        manifest = Manifest(**values)
        manifest.sha256[manifest.member]
    except OSError as error:
        raise BackupUnusable(f"{file} cannot be read: {error.strerror}") from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupUnusable(f"{file} is no backup of eventapp, or not a whole one") from error
    return manifest


def read_key(file: Path, manifest: Manifest) -> str | None:
    """The key that lies in the backup, if one does. Raises BackupUnusable."""
    if KEY not in manifest.sha256:
        return None
    with tempfile.TemporaryDirectory() as folder:
        extract(file, manifest, KEY, Path(folder) / KEY)
        return (Path(folder) / KEY).read_text(encoding="utf-8")


def extract(file: Path, manifest: Manifest, name: str, target: Path) -> None:
    """Write one member to ``target``. Raises BackupUnusable unless it is what was once put in."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(name) as source, target.open("xb") as opened:
            shutil.copyfileobj(source, opened)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise BackupUnusable(f"{name} cannot be taken out of {file}: {error.strerror}") from error
    except (zipfile.BadZipFile, KeyError) as error:
        raise BackupUnusable(f"{file} is damaged: {name} cannot be read") from error
    if digest(target) != manifest.sha256[name]:
        raise BackupUnusable(f"{file} is damaged: {name} is not what was saved")


def publish(finished: Path, file: Path) -> None:
    """Give a finished file its name in one step. Raises BackupUnusable if something has that name already."""
    try:
        try:
            os.link(finished, file)
        except PermissionError:  # a file system without hard links
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
            finished.replace(file)
        else:
            finished.unlink()
    except FileExistsError as error:
        raise BackupUnusable(f"{file} is there already; nothing was overwritten") from error
    except OSError as error:
        raise BackupUnusable(f"{file} cannot be written: {error.strerror}") from error
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def dated(folder: Path, now: datetime) -> Path:
    """A backup's name in a folder of many."""
    return folder / now.strftime(DATED)


def older(folder: Path, *, days: int, now: datetime) -> list[Path]:
    """The older backups of that folder, by their names, the oldest first; other files are not ours."""
    found = []
    for path in sorted(folder.glob("eventapp-*.zip")):
        try:
            made_at = datetime.strptime(path.name, DATED).replace(tzinfo=now.tzinfo)
        except ValueError:
            continue
        if made_at < now - timedelta(days=days):
            found.append(path)
    return found


def remove_old(folder: Path, *, days: int, now: datetime) -> list[Path]:
    """Delete the dated backups of a folder that are older; gives their names."""
    old = older(folder, days=days, now=now)
    for path in old:
        path.unlink()
    return old
