"""What the machine gives: the data folder, libraries, fonts, the clock."""

import ctypes
import os
from collections.abc import Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eventapp.config import Settings
from eventapp.data_folder import KEY, FolderUnusable, check_writable
from eventapp.doctor.findings import Finding
from eventapp.exports.pdf import FACES
from eventapp.monitor import LEAST_FREE

FIRST_YEAR: Final = 2026
"""No clock that is right shows an earlier one."""
LIBRARIES: Final = {
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""What the PDFs need of the system: {file: Debian package}."""
LEAST_FILES: Final = 1000


def data_folder(folder: Path) -> Finding:
    try:
        check_writable(folder)
    except FolderUnusable as error:
        remedy = "make it a folder that this user may write (eventapp run makes it), or set EVENTAPP_DATA_DIR"
        return Finding("data folder", str(error), remedy)
    return Finding("data folder", f"{folder} can be written")


def key(settings: Settings, kept: str | None) -> Finding:
    """Whether everything here signs with one key; ``kept``: the one that ``eventapp run`` keeps."""
    file = settings.data_dir / KEY
    if kept is None:
        return Finding("key", "EVENTAPP_SECRET_KEY is set, and no other is kept")
    if kept == settings.secret_key:
        return Finding("key", f"the one in {file}; eventapp serve and worker ask for it as EVENTAPP_SECRET_KEY")
    if kept == settings.old_secret_key:
        words = f"EVENTAPP_SECRET_KEY_OLD is the one in {file}, whose links still open"
        return Finding("key", words + "; delete that file when you unset EVENTAPP_SECRET_KEY_OLD")
    words = f"EVENTAPP_SECRET_KEY is not the one in {file}: links that were signed with that one are dead"
    remedy = f"set EVENTAPP_SECRET_KEY_OLD to the one in {file}, or delete that file if no letter was sent with it"
    return Finding("key", words, remedy)


def disk(folder: Path, *, least: int = LEAST_FREE) -> Finding:
    """The room where that folder is; ``least`` bytes should be free for whoever is not root."""
    try:
        there = os.statvfs(folder)
    except OSError as error:
        return Finding("disk", f"{folder} cannot be looked at: {error.strerror}", unsure=True)
    free = there.f_bavail * there.f_frsize
    words = f"{free // 1024**2:,} MB are free where {folder} is"
    # A file system without a table of files (btrfs) says that it has none at all.
    if free < least or (there.f_files and there.f_favail < LEAST_FILES):
        files = f", for {there.f_favail} more files" if there.f_files else ""
        return Finding("disk", words + files, "make room: a full disk stops every registration, letter and backup")
    return Finding("disk", words)


def libraries() -> Iterator[Finding]:
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            remedy = f"sudo apt-get install {package} (without it there are no PDFs)"
            yield Finding("library", f"{library} cannot be loaded", remedy)
        else:
            yield Finding("library", f"{library} can be loaded")


def fonts() -> Finding:
    try:
        folder = resources.files("fontpkg_fira_sans") / "files"
        missing = [face for _, face in FACES if not (folder / face).is_file()]
    except ModuleNotFoundError:
        missing = [face for _, face in FACES]
    if missing:
        return Finding("fonts", f"missing: {', '.join(missing)}", "pip install --force-reinstall fontpkg-fira-sans")
    return Finding("fonts", "Fira Sans is there")


def clock(now: datetime) -> Finding:
    if now.year < FIRST_YEAR:
        return Finding("clock", f"it shows the year {now.year}", "set the machine's clock (timedatectl set-ntp true)")
    try:
        ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError:
        return Finding("clock", "there are no time zones", "pip install tzdata")
    return Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC; time zones are there")
