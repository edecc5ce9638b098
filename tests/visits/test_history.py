"""What the history finds: exactly the thing and what is inside it, by kind, by whom, within a time."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from eventapp.core.acts import COMMAND, PARTICIPANT, Act, Actor, ActorKind, organiser
from eventapp.core.db import session, transaction
from eventapp.core.text import Message
from eventapp.desk.letters import LetterAction
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.visits.history import Filter, history, record
from eventapp.visits.telling import TELLERS, Action, Kind, kinds_of
from tests.factories import LINKS, NOON, make_visit

PERSON = "registration.00000000-0000-0000-0000-000000000001"
THINGS = (
    *("session.start", "session.start-2", "session.start.slot.kari", "sessions.x", "registration", PERSON),
    *("registrations", "visit", "release.1", "release.10", "letter.ab", "speaker.kari", "venue.a_b", "venue.axb"),
    *("venue.ab", "venue.ab.room.c", "venue.ab0"),
)


class StrayKind(Kind):
    """Of no room: nobody tells it."""

    SESSION = "session", "sessions"


class StrayAction(Action):
    CHANGED = "changed", Message("changed")


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    for thing in THINGS:
        write(visit, thing)
    return visit


def write(visit: int, thing: str = "visit", by: Actor = COMMAND, hours: int = 0, kind: Kind = PlanKind.VISIT) -> None:
    with transaction():
        record(visit, Act(by, LINKS, NOON + timedelta(hours=hours)), PlanAction.CHANGED, kind, thing)


def things(visit: int, chosen: Filter) -> set[str]:
    return {entry.thing for entry in history(visit, chosen)}


@pytest.mark.parametrize(
    ("thing", "found"),
    [
        ("session.start", {"session.start", "session.start.slot.kari"}),
        ("session.start-2", {"session.start-2"}),
        ("session.start.slot.kari", {"session.start.slot.kari"}),
        ("release.1", {"release.1"}),
        ("venue.a_b", {"venue.a_b"}),
        ("venue.ab", {"venue.ab", "venue.ab.room.c"}),
        ("registration", {"registration"}),
        (PERSON, {PERSON}),
        ("session", set()),
    ],
)
def test_a_thing_is_itself_and_what_is_inside_it(visit: int, thing: str, found: set[str]) -> None:
    assert things(visit, Filter(thing=thing)) == found


def test_of_one_kind_or_several(app: Flask) -> None:
    visit = make_visit().id
    write(visit, "a")
    write(visit, "b", kind=PlanKind.SLOT)
    assert things(visit, Filter(kinds=(PlanKind.SLOT,))) == {"b"}
    assert things(visit, Filter(kinds=tuple(PlanKind))) == things(visit, Filter()) == {"a", "b"}


def test_each_page_of_the_desk_has_its_kinds_and_no_two_have_the_same() -> None:
    told = {
        "registrations": ("person", "people", "group", "meals"),
        "sessions": ("session", "slot", "clash"),
        "speakers": ("speaker", "asked speaker"),
        "venues": ("venue", "room", "way"),
        "organisations": ("organisation",),
        "questions": ("question", "choice"),
        "facts": ("visit", "registration", "funder"),
        "release": ("release", "file", "erased person"),
        "outbox": ("letter",),
        "roles": ("member",),
        "board/variants": ("variant",),
        "nonsense": (),
    }
    assert {page: kinds_of(page) for page in told} == told
    kinds = [str(kind) for room in TELLERS for kind in room.kinds]
    assert sorted(kinds) == sorted(kind for page in told.values() for kind in page)


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (StrayKind.SESSION, PlanAction.CHANGED),
        (PlanKind.SESSION, StrayAction.CHANGED),
        (PlanKind.SESSION, LetterAction.TRIED_AGAIN),
    ],
)
def test_what_no_room_tells_is_not_written(app: Flask, kind: Kind, action: Action) -> None:
    visit = make_visit().id
    with pytest.raises(ValueError, match="nobody tells"), transaction():
        record(visit, Act(COMMAND, LINKS, NOON), action, kind, "session.opening")
    assert not history(visit)


def test_one_organiser_is_not_another_whose_number_begins_so(app: Flask) -> None:
    visit = make_visit().id
    for by in (organiser(1), organiser(12), PARTICIPANT):
        write(visit, by=by)
    assert [entry.actor for entry in history(visit, Filter(actor=organiser(1)))] == [organiser(1)]
    assert len(history(visit, Filter(actor=Actor(ActorKind.ORGANISER)))) == 2
    assert [entry.actor for entry in history(visit, Filter(actor=PARTICIPANT))] == [PARTICIPANT]


def test_an_entry_of_nobody_is_not_read(visit: int) -> None:
    with transaction():
        session.execute(text("UPDATE history_entry SET actor = 'somebody'"))
    with pytest.raises(ValueError, match="somebody"):
        history(visit)


def test_within_a_time_whose_end_does_not_count(app: Flask) -> None:
    visit = make_visit().id
    for hours in (0, 1, 2):
        write(visit, hours=hours)
    found = history(visit, Filter(within=(NOON, NOON + timedelta(hours=2))))
    assert [entry.happened_at - NOON for entry in found] == [timedelta(hours=1), timedelta()]
    assert not history(make_visit(slug="bergen").id)
