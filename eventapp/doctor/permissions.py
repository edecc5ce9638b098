"""Who else on the machine may read what is kept: nobody should."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eventapp import data_folder
from eventapp.config import Settings
from eventapp.doctor.findings import Finding

MODES: Final = {True: "700", False: "600"}
"""What a folder and a file should have."""


def look_at_permissions(settings: Settings) -> Iterator[Finding]:
    """A finding for each folder or file that group or others have a right to; one that says so if there is none."""
    try:
        wide = data_folder.open_to_others(settings.data_dir, settings.sqlite_file)
    except OSError as error:
        yield Finding("rights", f"{error.filename} cannot be looked at: {error.strerror}", "run this as the same user")
        return
    for path in wide:
        mode = stat.S_IMODE(path.stat().st_mode)
        yield Finding("rights", f"others on this machine have a right to {path} ({mode:o})", _remedy(path))
    if not wide and settings.data_dir.exists():
        yield Finding("rights", "folder and files of the data are closed to others")


def _remedy(path: Path) -> str:
    if path.stat().st_mode & stat.S_ISVTX:
        return "set EVENTAPP_DATA_DIR to a folder of eventapp's own: this one is shared"
    return f"chmod {MODES[path.is_dir()]} {path} (eventapp run does so when it starts)"
