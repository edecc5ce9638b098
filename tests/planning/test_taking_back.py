"""The draft becomes what a release said: rows stay rows, what it has not goes, places in the order come back."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import NothingToSave
from eventapp.planning.errors import NameMissing, VersionMovesLocked
from eventapp.planning.reading import draft_plan
from eventapp.planning.taking_back import become
from eventapp.programme.draft import draft_programme
from eventapp.programme.models import Session, Venue
from eventapp.programme.snapshot import PublicProgramme
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.factories import LINKS, NOON, make_session, make_venue, make_visit, public_draft, public_session

ACT = Act(organiser(1), LINKS, NOON)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    hill = make_venue(visit, "hill")
    make_session(visit, "a", venue_id=hill.id)
    make_session(visit, "b", position=2, venue_id=hill.id)
    return visit


def taken(visit: int, programme: PublicProgramme) -> None:
    with transaction():
        become(visit, programme, act=ACT)


def test_what_is_there_keeps_its_row_and_what_is_not_in_it_goes(visit: int) -> None:
    row, uid = session.execute(select(Session.id, Session.uid).where(Session.code == "b")).one()
    taken(visit, public_draft(public_session("b", venue="town-hall", room="hall")))
    assert session.execute(select(Session.id, Session.uid, Session.code)).all() == [(row, uid, "b")]
    assert session.scalars(select(Venue.code)).all() == ["town-hall"]
    plan = draft_plan(get_visit("oslo"))
    assert [key.path for key in plan if not key.is_single] == [
        "venue.town-hall",
        "venue.town-hall.room.hall",
        "speaker.kari",
        "session.b",
    ]
    assert [(entry.action, entry.thing) for entry in history(visit) if entry.action == "removed"] == [
        ("removed", "venue.hill"),
        ("removed", "session.a"),
    ]


def test_what_is_new_in_it_has_its_entry_in_calendars(visit: int) -> None:
    taken(visit, public_draft(public_session("c")))
    assert session.scalars(select(Session.uid)).all() == ["c-uid@visits.example.org"]


def test_a_draft_that_says_so_is_left_and_what_cannot_be_saved_is_refused(visit: int) -> None:
    before = draft_plan(get_visit("oslo"))
    with pytest.raises(NothingToSave):
        taken(visit, draft_programme(get_visit("oslo")))
    session.rollback()
    with pytest.raises(NameMissing):
        taken(visit, public_draft(public_session("c", title={})))
    session.rollback()
    assert draft_plan(get_visit("oslo")) == before
    assert list(history(visit)) == []


def test_a_locked_session_stays_where_it_is_and_is_named(visit: int) -> None:
    session.execute(update(Session).where(Session.code == "a").values(locked=True))
    session.commit()
    with pytest.raises(VersionMovesLocked) as refused:
        taken(visit, public_draft(public_session("a", venue="town-hall", room="hall")))
    assert refused.value.text("en").endswith("Unlock them first: Opening (lt).")
    assert session.scalars(select(Venue.code)).all() == ["hill"]
