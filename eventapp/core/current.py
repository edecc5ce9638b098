"""The installation that the app at hand was made for: its settings, its links, its addresses."""

from flask import current_app

from eventapp.config import Settings
from eventapp.core.acts import Act, Actor
from eventapp.core.clock import utc_now
from eventapp.core.links import Links


def settings() -> Settings:
    """The settings the app was made with."""
    found: Settings = current_app.extensions["eventapp.settings"]
    return found


def links() -> Links:
    """What makes and reads this installation's secret links."""
    return Links.of(settings())


def act(by: Actor) -> Act:
    """What that actor does now."""
    return Act(by, links(), utc_now())


def absolute(path: str) -> str:
    """The address to write into mails, calendars and paper."""
    return settings().base_url + path
