"""The page of the history: told in words, by day, filtered, page by page."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import bindparam, text

from eventapp.core.acts import COMMAND, WORKER, Act, Actor
from eventapp.core.db import UtcDateTime, session, transaction
from eventapp.core.paging import PAGE
from eventapp.desk.letters import LetterAction, LetterKind
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.publishing.history import ReleaseAction, ReleaseKind
from eventapp.registration.history import PersonAction, PersonKind, record_erased
from eventapp.visits.history import change as change_of
from eventapp.visits.history import record
from eventapp.visits.telling import Action, Kind
from tests.at_desk import DESK, fields_of, opened, save, statements, words
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
)
from tests.registration.people import change, join

OVERVIEW = f"{DESK}/"


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(places=2).id


def entries(desk: FlaskClient, query: str = "") -> list[str]:
    """Each entry in words: time, what, what changed, who."""
    page = desk.get(f"{DESK}/history{query}")
    assert page.status_code == 200, page.text
    rows = re.findall(r'<tr role="row">\s*<td role="cell" class="when">.*?</tr>', page.text, re.S)
    return [words(f"<main{row}").removeprefix("> ") for row in rows]


def test_an_edit_is_told_in_words_with_the_thing_s_present_name(visit: int, desk: FlaskClient) -> None:
    make_session(visit, venue_id=None)
    make_venue(visit)
    save(
        desk,
        "sessions/opening",
        **{"title-en": "Welcome", "status": "confirmed", "place": "town-hall", "from": "10:00"},
    )
    [told] = entries(desk)
    assert "Welcome Session, changed" in told
    assert "Title (English): Opening → Welcome" in told
    assert "Status: provisional → confirmed" in told
    assert "Beginning: 3 April 2017 at 09:00 → 3 April 2017 at 10:00" in told
    assert "Place: Town hall" in told
    assert told.endswith("ona@example.org")
    page = desk.get(f"{DESK}/history").text
    assert f'<a href="{DESK}/sessions/opening">Welcome</a>' in page
    assert "Pavadinimas" in desk.get(f"{DESK}/history?l=lt").text
    assert f'href="{DESK}/history?thing=session.opening"' in desk.get(f"{DESK}/sessions/opening").text
    assert f'href="{DESK}/history?kind=sessions"' in desk.get(f"{DESK}/sessions").text


def test_what_is_removed_is_told_by_its_name_and_leads_nowhere(visit: int, desk: FlaskClient) -> None:
    make_session(visit)
    desk.post(f"{DESK}/sessions/opening/remove", data=fields_of(opened(desk, "sessions/opening")))
    [told] = entries(desk)
    assert "Opening Session, removed" in told
    assert f'href="{DESK}/sessions/opening"' not in desk.get(f"{DESK}/history").text


def test_a_person_is_named_while_they_are_there_and_their_data_is_not(visit: int, desk: FlaskClient) -> None:
    registration = join(visit)
    change(registration, phone="+37069999999")
    latest, first = entries(desk)
    assert "Žydrūnė Ąžuolaitė Registration, changed Telephone a participant" in latest
    assert "+370" not in latest
    assert "State: confirmed" in first
    assert f'href="{DESK}/registrations/{registration.id}"' in desk.get(f"{DESK}/history").text
    with transaction():
        record_erased(visit, 3, act=Act(WORKER, LINKS, NOON))
    for identity in (uuid4(), "nonsense"):
        note(visit, f"registration.{identity}", kind=PersonKind.PERSON, action=PersonAction.CHANGED, by=WORKER)
    told = entries(desk)
    assert told[0].endswith("A registration changed the program itself")
    assert told[2].endswith("Registrations erased Number: 3 the program itself")


def test_every_kind_of_thing_has_a_name_and_a_page(visit: int, desk: FlaskClient) -> None:
    venue = make_venue(visit).id
    make_room(venue)
    make_slot(make_session(visit).id, make_speaker(visit).id)
    make_organisation(visit)
    named = {
        "visit": "Facts",
        "registration": "Registration",
        "organisation.birzai": "Biržų rajono savivaldybė",
        "venue.town-hall": "Town hall",
        "venue.town-hall.room.hall": "Great hall, Town hall",
        "speaker.kari": "Kari Nordmann",
        "session.opening.slot.kari": "Kari Nordmann, Opening",
    }
    for thing in named:
        note(visit, thing)
    page = desk.get(f"{DESK}/history").text
    links = re.findall(r'rowheader"><a href="([^"]*)">([^<]*)<', page)
    assert [name for _, name in links] == list(reversed(named.values()))
    for path, _ in links:
        assert desk.get(path).status_code == 200
    note(visit, "release.2", kind=ReleaseKind.RELEASE, action=ReleaseAction.RELEASED)
    note(visit, "release.2.pdf.lt", kind=ReleaseKind.FILE, action=ReleaseAction.FAILED)
    note(visit, "letter.ab", kind=LetterKind.LETTER, action=LetterAction.HANDED_OVER)
    told = desk.get(f"{DESK}/history").text
    for name in ("Version 2", "Version 2, PDF, Lietuvių", "Letter"):
        assert f">{name}<" in told


def test_values_are_written_as_people_write_them(visit: int, desk: FlaskClient) -> None:
    changes = [
        change_of("queue", True, False),
        change_of("opens", None, "2017-03-01T11:00:00+00:00"),
        change_of("languages", ["lt"], ["lt", "nb"]),
        change_of("first_day", "2017-04-03", "not a day"),
        change_of("calendar_uid", "a", "b"),
    ]
    note(visit, changes=changes)
    [told] = entries(desk)
    assert "wait in a queue: yes → no Registration opens: 1 March 2017 at 12:00" in told
    assert "Lietuvių → Lietuvių, Norsk First day: 3 April 2017 → not a day a command" in told


def test_entries_stand_under_their_day_on_the_visit_s_calendar(visit: int, desk: FlaskClient) -> None:
    for hours in (0, 11, 12):  # noon UTC is 13:00 in Oslo
        note(visit, now=NOON + timedelta(hours=hours))
    page = desk.get(f"{DESK}/history").text
    assert re.findall(r'rowheader">(\d[^<]*)<', page) == ["2 March 2017", "1 March 2017"]
    assert [told[:5] for told in entries(desk, "?day=2017-03-01")] == ["13:00"]
    assert len(entries(desk, "?day=2017-03-02")) == 2
    for out_of_reach in ("9999-12-31", "0001-01-01"):  # what has no next day, and what begins before UTC does
        assert len(entries(desk, f"?day={out_of_reach}")) == 3
    assert len(entries(desk, "?day=nonsense")) == 3
    assert "There is nothing of the kind." in desk.get(f"{DESK}/history?day=2017-03-09").text


def test_older_entries_keep_the_filter_and_cost_the_same(visit: int, desk: FlaskClient) -> None:
    assert "Nothing has happened yet." in desk.get(f"{DESK}/history").text
    record_many(visit, 1)
    one = statements(desk, f"{DESK}/history?kind=facts")
    record_many(visit, PAGE + 2)
    assert statements(desk, f"{DESK}/history?kind=facts") == one
    page = desk.get(f"{DESK}/history?kind=facts&actor=command").text
    older = re.search(r'href="([^"]*before=\d+)"', page)
    assert older
    assert "kind=facts" in older[1]
    assert "actor=command" in older[1]
    assert len(entries(desk, "?" + older[1].split("?")[1].replace("&amp;", "&"))) == 3
    only = desk.get(f"{DESK}/history?thing=visit").text
    assert "Show the whole history" in only


def test_what_the_program_before_writes_while_this_one_takes_over_is_told_by_whoever_knows_the_thing(
    visit: int, desk: FlaskClient
) -> None:
    person = join(visit).id
    written = text(
        "INSERT INTO history_entry (visit_id, happened_at, actor, action, thing, changes)"
        " VALUES (:visit, :now, 'command', :action, :thing, '[]')"
    ).bindparams(bindparam("now", NOON, UtcDateTime()))
    with transaction():
        for thing, action in ((f"registration.{person}", "cancelled"), ("visit", "changed"), ("of.old", "done")):
            session.execute(written, {"visit": visit, "thing": thing, "action": action})
    unknown, facts, cancelled, _ = entries(desk)
    assert "Žydrūnė Ąžuolaitė Registration, registration cancelled a command" in cancelled
    assert "Facts changed a command" in facts
    assert "of.old done a command" in unknown


def note(
    visit: int,
    thing: str = "visit",
    *,
    kind: Kind = PlanKind.VISIT,
    action: Action = PlanAction.CHANGED,
    by: Actor = COMMAND,
    now: datetime = NOON,
    changes: Sequence[dict[str, Any]] = (),
) -> None:
    """Write it down; that it was changed, if nothing else is said."""
    with transaction():
        record(visit, Act(by, LINKS, now), action, kind, thing, changes=changes)


def record_many(visit: int, number: int) -> None:
    with transaction():
        for _ in range(number):
            record(visit, Act(COMMAND, LINKS, NOON), PlanAction.CHANGED, PlanKind.VISIT, "visit")
