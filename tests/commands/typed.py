"""A command as somebody types it, run in the test's own process: what it says, what it ends with, what it changes.

That a command is a process (its start, what it imports, how it ends) is seen in test_application.py, test_imports.py
and test_permissions.py; a process of its own takes more than a second, this a fraction of it.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from click.testing import CliRunner

from eventapp import data_folder
from eventapp.cli import cli


@dataclass(frozen=True, slots=True)
class Said:
    """``status``: with which it ended."""

    status: int
    out: str
    error: str


def typed(environ: Mapping[str, str], *words: str) -> Said:
    """Run it with nothing of eventapp's settings but those; an error of the program is one of the test."""
    unset = dict.fromkeys(name for name in os.environ if name.startswith("EVENTAPP_") or name == "PORT")
    with as_it_was():
        done = CliRunner(env={**unset, **environ}, catch_exceptions=False).invoke(cli, words, prog_name="eventapp")
    return Said(done.exit_code, done.stdout, done.stderr)


@contextmanager
def as_it_was() -> Iterator[None]:
    """A command may choose the lines that its process writes; what it writes is for its user alone."""
    mask = os.umask(data_folder.OTHERS)
    root, ours = logging.getLogger(), logging.getLogger("eventapp")
    handlers, level, own = list(root.handlers), root.level, ours.level
    try:
        yield
    finally:
        os.umask(mask)
        root.handlers[:] = handlers
        root.setLevel(level)
        ours.setLevel(own)


def done(environ: Mapping[str, str], *words: str) -> str:
    """What it says; it ends well and complains of nothing."""
    said = typed(environ, *words)
    assert (said.status, said.error) == (0, ""), said
    return said.out


def refused(environ: Mapping[str, str], *words: str) -> str:
    """The one line that says why not."""
    said = typed(environ, *words)
    assert (said.status, said.out) == (1, ""), said
    assert len(said.error.splitlines()) == 1, said.error
    return said.error.removeprefix("eventapp: ").strip()
