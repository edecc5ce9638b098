"""The folder that holds all data of an installation, and the key that ``eventapp run`` keeps in it."""

import os
import secrets
import tempfile
from pathlib import Path


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
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(f"the data folder {folder} cannot be made: {error.strerror}") from error
    check_writable(folder)


def kept_secret_key(folder: Path) -> str | None:
    """The key kept beside the data, if there is one. Raises FolderUnusable."""
    file = folder / "secret_key"
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
        Path(fresh).replace(folder / "secret_key")
    except OSError as error:
        raise FolderUnusable(f"the data folder {folder} cannot be written: {error.strerror}") from error
    return key
