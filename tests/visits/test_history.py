"""What the history finds: exactly the thing and what is inside it, by kind, by whom, within a time."""

from datetime import timedelta

import pytest
from flask import Flask

from eventapp.core.db import transaction
from eventapp.visits.history import COMMAND, KINDS, PARTICIPANT, Filter, history, record
from tests.factories import NOON, make_visit

PERSON = "registration.00000000-0000-0000-0000-000000000001"
THINGS = (
    *("session.start", "session.start-2", "session.start.slot.kari", "sessions.x", "registration", PERSON),
    *("registrations", "visit", "release.1", "release.10", "letter.ab", "speaker.kari", "venue.a_b", "venue.axb"),
)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    for thing in THINGS:
        write(visit, thing)
    return visit


def write(visit: int, thing: str = "visit", by: str = COMMAND, hours: int = 0) -> None:
    with transaction():
        record(visit, by=by, action="changed", thing=thing, now=NOON + timedelta(hours=hours))


def things(visit: int, chosen: Filter) -> set[str]:
    return {entry.thing for entry in history(visit, chosen)}


@pytest.mark.parametrize(
    ("thing", "found"),
    [
        ("session.start", {"session.start", "session.start.slot.kari"}),
        ("session.start-2", {"session.start-2"}),
        ("release.1", {"release.1"}),
        ("venue.a_b", {"venue.a_b"}),
        ("registration", {"registration"}),
        (PERSON, {PERSON}),
        ("session", set()),
    ],
)
def test_a_thing_is_itself_and_what_is_inside_it(visit: int, thing: str, found: set[str]) -> None:
    assert things(visit, Filter(thing=thing)) == found


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("sessions", {"session.start", "session.start-2", "session.start.slot.kari"}),
        ("registrations", {PERSON, "registrations"}),
        ("facts", {"visit", "registration"}),
        ("release", {"release.1", "release.10"}),
        ("outbox", {"letter.ab"}),
        ("nonsense", set(THINGS)),
    ],
)
def test_a_page_s_things(visit: int, page: str, found: set[str]) -> None:
    assert things(visit, Filter(page=page)) == found


def test_no_thing_belongs_to_two_pages(visit: int) -> None:
    found = [thing for page in KINDS for thing in things(visit, Filter(page=page))]
    assert sorted(found) == sorted(set(THINGS) - {"sessions.x"})


def test_one_organiser_is_not_another_whose_number_begins_so(app: Flask) -> None:
    visit = make_visit().id
    for by in ("organiser:1", "organiser:12", PARTICIPANT):
        write(visit, by=by)
    assert [entry.actor for entry in history(visit, Filter(actor="organiser:1"))] == ["organiser:1"]
    assert len(history(visit, Filter(actor="organiser"))) == 2
    assert len(history(visit, Filter(actor=PARTICIPANT))) == 1


def test_within_a_time_whose_end_does_not_count(app: Flask) -> None:
    visit = make_visit().id
    for hours in (0, 1, 2):
        write(visit, hours=hours)
    found = history(visit, Filter(within=(NOON, NOON + timedelta(hours=2))))
    assert [entry.happened_at - NOON for entry in found] == [timedelta(hours=1), timedelta()]
    assert history(make_visit(slug="bergen").id) == []
