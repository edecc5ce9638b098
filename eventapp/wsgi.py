"""What each server process loads: ``make`` builds the application from the environment, behind the bridge."""

import asyncio
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from eventapp.app import create_app
from eventapp.bridge import Bridge, Files
from eventapp.config import Settings, read_settings
from eventapp.core.parents import WEB, call_itself, end_with
from eventapp.core.uploads import room_of
from eventapp.listeners import drop_unread

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Few: the threads of a process share one interpreter. While one writes, the others take it from it, and all who wait
# wait longer: 5 threads a process stored 520 registrations a second, 3 of them 560, 2 of them 590.
THREADS = min(8, max(2, os.cpu_count() or 1))
YOUNG_OBJECTS = 10_000
"""So many more objects than before, and the collector looks among them (Python's default is 700)."""


def make() -> Bridge:
    """The application as the server asks for it, in a process that ends with the one that started it."""
    return bridged(lambda: create_app(read_settings(os.environ)))


def bridged(build: "Callable[[], WSGIApplication]") -> Bridge:
    """Any WSGI application in such a process; the bench gives its yardstick."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        # Until the server asks for signals in this process the parent's handler is here, which would swallow this one.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with(parent.pid)
        call_itself(WEB)
        asyncio.get_event_loop().call_soon(drop_unread)  # when it runs, the server listens
    app = build()
    # What was loaded up to here stays: it need not be looked through again and again for what may be thrown away; and
    # a request makes thousands of objects, of which nearly all go by themselves.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    return Bridge(app, THREADS, _files_of(app))


def _files_of(app: "WSGIApplication") -> Files | None:
    """Where files are taken in; None of an application that is not ours."""
    settings: Settings | None = app.extensions.get("eventapp.settings") if isinstance(app, Flask) else None
    return Files(partial(room_of, app), settings.data_dir) if isinstance(app, Flask) and settings else None
