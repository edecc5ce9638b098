"""The yardstick: a Flask application whose views return a constant, under the server that serves eventapp."""

import os
from functools import partial
from pathlib import Path

from flask import Flask

from eventapp import supervision
from eventapp.bridge import Bridge
from eventapp.config import read_settings
from eventapp.wsgi import bridged

LENGTHS = "YARDSTICK_LENGTHS"


def make() -> Bridge:
    """What each server process loads."""
    return bridged(build)


def build() -> Flask:
    """A view for each length, ``/300`` for 300 bytes."""
    app = Flask(__name__, static_folder=None)
    for length in os.environ[LENGTHS].split():
        app.add_url_rule(f"/{length}", length, partial(str, "x" * int(length)))
    return app


def main() -> None:
    """Serve as ``eventapp serve`` does."""
    # the server's processes look for this module
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    supervision.serve(read_settings(os.environ), "benchmarks.yardstick:make")


if __name__ == "__main__":
    main()
