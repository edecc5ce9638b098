"""The installation at hand."""

from uuid import UUID

from flask import Flask

from eventapp.core import current
from tests.conftest import SECRET


def test_settings_links_and_addresses_are_those_the_app_was_made_with(app: Flask) -> None:
    assert current.settings() is app.extensions["eventapp.settings"]
    assert current.absolute("/lt/") == "http://visits.example.org/lt/"
    assert (current.links().base_url, current.links().key) == ("http://visits.example.org", SECRET)
    assert current.links().registration(UUID(int=1), 1).startswith("http://visits.example.org/r/")
