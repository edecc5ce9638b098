"""The program on a database of the right shape, for commands; or one clear line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from eventapp.bare import bare_app
from eventapp.commands.start import fail, kept_secret_key, settings, usable
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db, session

NOT_MIGRATED = "the database is not of this version's shape; type: eventapp db upgrade"


@contextmanager
def application(chosen: Settings | None = None, *, make: Callable[[Settings], Flask] = bare_app) -> Iterator[Flask]:
    """The app and its context, on a database of the right shape; what goes wrong becomes one line."""
    made = make(chosen or settings(secret_key=kept_secret_key()))
    with made.app_context(), usable(db.engine):
        try:
            if not migrations.is_current(db.engine):
                fail(NOT_MIGRATED)
            yield made
        finally:
            # The server forks: no connection may be open then, or two processes would share it.
            session.remove()
            db.engine.dispose()
