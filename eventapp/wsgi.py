"""What each server process loads: ``make`` builds the application from the environment."""

import gc
import os

from flask import Flask

from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.core import jobs

YOUNG_OBJECTS = 10_000
"""So many more objects than before, and the collector looks among them (Python's default is 700)."""


def make() -> Flask:
    """The application, with the file of hints open."""
    settings = read_settings(os.environ)
    app = create_app(settings)
    jobs.open_queue(settings.data_dir)
    # What was loaded up to here stays: it need not be looked through again and again for what may be thrown away; and
    # a request makes thousands of objects, of which nearly all go by themselves.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    return app
