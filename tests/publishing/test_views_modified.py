"""Last-Modified of public pages: the latest of release, edit of a live fact and change by the clock; never "now"."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.acts import COMMAND, Act, organiser
from eventapp.core.db import transaction
from eventapp.core.text import LANGUAGES
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import REGISTRATION, VISIT, Key
from eventapp.visitfiles.operations import load_visit
from eventapp.visitfiles.reading import read_visit_file
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
)
from tests.registration.people import join

PAGES = ("", "programme", "sessions/opening", "speakers/kari", "venues/town-hall")
EDITED, RELEASED = "Wed, 01 Mar 2017 12:00:00 GMT", "Thu, 02 Mar 2017 12:00:00 GMT"
LATER = NOON + timedelta(days=2)  # nothing has changed by the clock
DAY = timedelta(days=1)


@pytest.fixture
def visit(app: Flask) -> int:
    """Edited on the 1st of March, released on the 2nd."""
    visit = make_visit()
    make_organisation(visit.id)
    make_organisation(visit.id, "prienai", position=2)
    opening = make_session(visit.id, venue_id=make_venue(visit.id).id)
    make_slot(opening.id, make_speaker(visit.id).id)
    make_speaker(visit.id, "ola", position=2)
    publish(visit.id, now=NOON + DAY)
    return visit.id


def shown(app: Flask, client: FlaskClient, *, now: datetime = LATER) -> set[tuple[str, str, str]]:
    """(page, Last-Modified, ETag) of all pages, as a process says that has just been started."""
    app.extensions["eventapp.page_caches"].clear()
    found = set()
    with time_machine.travel(now, tick=False):
        for path in PAGES:
            for language in LANGUAGES:
                answer = client.get(f"/{language}/oslo/{path}")
                assert answer.status_code == 200, path
                found.add((f"{language} {path}", answer.headers["Last-Modified"], answer.headers["ETag"]))
    return found


def modified(app: Flask, client: FlaskClient, **values: Any) -> set[str]:
    return {said for _, said, _ in shown(app, client, **values)}


def save(visit: int, key: Key, *, now: datetime, **said: object) -> None:
    with transaction():
        save_item(visit, Edit(key, said, {}), act=Act(organiser(1), LINKS, now))


def load(said: str, *, now: datetime) -> None:
    file = read_visit_file("a.toml", f'[visit]\nslug = "oslo"\ntimezone = "Europe/Oslo"\n{said}'.encode())
    with transaction():
        load_visit(file, act=Act(COMMAND, LINKS, now), overwrite=True)


def test_before_the_release_it_is_the_last_edit_and_then_the_release(app: Flask, client: FlaskClient) -> None:
    visit = make_visit()
    with time_machine.travel(LATER, tick=False):
        assert client.get("/en/oslo/").headers["Last-Modified"] == EDITED
    publish(visit.id, now=NOON + DAY)
    app.extensions["eventapp.page_caches"].clear()
    with time_machine.travel(LATER, tick=False):
        assert client.get("/en/oslo/").headers["Last-Modified"] == RELEASED


def test_every_process_says_the_same_whenever_it_is_asked(visit: int, app: Flask, client: FlaskClient) -> None:
    first = shown(app, client)
    assert {said for _, said, _ in first} == {RELEASED}
    assert shown(app, client, now=LATER + 20 * DAY) == first


def test_a_draft_moves_nothing_whatever_is_loaded_edited_removed_or_registered(
    visit: int, app: Flask, client: FlaskClient
) -> None:
    before = shown(app, client)
    load(
        '[[session]]\ncode = "new"\nkind = "meal"\ntitle.en = "Lunch"\n[[speaker]]\ncode = "kari"\nrole.en = "X"',
        now=LATER,
    )
    save(visit, Key("session", "opening"), now=LATER, **{"title.en": "Another"})
    for key in (Key("session", "new"), Key("speaker", "ola")):
        with transaction():
            remove_item(visit, key, act=Act(organiser(1), LINKS, LATER))
    load('[visit.name]\nen = "Visit to Oslo"', now=LATER)  # what the visit says already
    join(visit, now=LATER)
    assert shown(app, client) == before


LIVE: dict[str, Callable[[int, datetime], None]] = {
    "a fact": lambda visit, now: save(visit, VISIT, now=now, **{"summary.en": "Other words"}),
    "the window": lambda visit, now: save(visit, REGISTRATION, now=now, places=7),
    "an organisation": lambda visit, now: save(visit, Key("organisation", "birzai"), now=now, name="Biržai"),
    "a loaded fact": lambda _visit, now: load('project_number = "NO-2"', now=now),
    "a loaded order": lambda _visit, now: load(
        "".join(f'[[organisation]]\ncode = "{code}"\n' for code in ("prienai", "birzai")), now=now
    ),
}


@pytest.mark.parametrize("what", [*LIVE, "one less"])
def test_a_live_fact_moves_every_page_to_its_edit(visit: int, app: Flask, client: FlaskClient, what: str) -> None:
    if what == "one less":
        with transaction():
            remove_item(visit, Key("organisation", "prienai"), act=Act(organiser(1), LINKS, LATER))
    else:
        LIVE[what](visit, LATER)
    assert modified(app, client, now=LATER + DAY) == {"Fri, 03 Mar 2017 12:00:00 GMT"}


def test_the_clock_moves_every_page_to_the_instant_of_its_change(visit: int, app: Flask, client: FlaskClient) -> None:
    closes = datetime(2017, 3, 20, 8, tzinfo=UTC)
    save(visit, REGISTRATION, now=LATER, closes=closes, after_the_end=False)
    asked = [closes - DAY, closes + DAY, datetime(2017, 4, 3, 1, tzinfo=UTC), datetime(2017, 4, 5, 3, tzinfo=UTC)]
    asked += [datetime(2017, 4, 6, 22, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    assert [modified(app, client, now=now) for now in asked] == [
        {"Fri, 03 Mar 2017 12:00:00 GMT"},
        {"Mon, 20 Mar 2017 08:00:00 GMT"},
        {"Sun, 02 Apr 2017 22:00:00 GMT"},  # midnight in Oslo
        {"Tue, 04 Apr 2017 22:00:00 GMT"},
        {"Thu, 06 Apr 2017 22:00:00 GMT"},
        {"Thu, 06 Apr 2017 22:00:00 GMT"},
    ]


def test_a_new_visit_is_of_the_day_on_which_it_was_loaded(app: Flask, client: FlaskClient) -> None:
    load(f'name.en = "Oslo"\nvisible = true\nfirst_day = {date(2117, 4, 3)}\nlast_day = {date(2117, 4, 6)}', now=LATER)
    assert client.get("/en/oslo/").headers["Last-Modified"] == "Fri, 03 Mar 2017 12:00:00 GMT"
