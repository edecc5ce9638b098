"""An organiser at the desk, in tests: what a page's form would send, sending it, what a page costs."""

import html
import re
from typing import Any

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import event

from eventapp.core.db import db, session

DESK = "/organise/visits/oslo"


def fields_of(page: str) -> dict[str, str]:
    """What the page's main form would send, as it stands."""
    form = page[page.index('class="desk-form"') :].split("</form>", maxsplit=1)[0]
    form = re.sub(r'<input(?=[^>]* type="(?:checkbox|radio)")(?![^>]* checked)[^>]*>', "", form)
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items()}


def opened(desk: FlaskClient, page: str) -> str:
    """The page, shown."""
    g.pop("csrf_token", None)  # the tests' requests share one app context, in which Flask-WTF keeps it
    shown = desk.get(f"{DESK}/{page}")
    assert shown.status_code == 200, shown.text
    return str(shown.text)


def save(desk: FlaskClient, page: str, **typed: str) -> Any:
    """Open the page, change those fields, send it."""
    return desk.post(f"{DESK}/{page}", data=fields_of(opened(desk, page)) | typed)


def words(page: str) -> str:
    """What the page says below its head."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]).split())


def statements(client: FlaskClient, path: str) -> int:
    """How many SQL statements the page costs."""
    session.remove()  # nothing is known yet
    seen = []

    def count(*arguments: object) -> None:
        seen.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)
