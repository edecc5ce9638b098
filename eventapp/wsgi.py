"""What each server process loads: ``make`` builds the application from the environment."""

import os

from flask import Flask

from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.core import jobs


def make() -> Flask:
    """The application, with the file of hints open."""
    settings = read_settings(os.environ)
    app = create_app(settings)
    jobs.open_queue(settings.data_dir)
    return app
