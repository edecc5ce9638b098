"""Many things made in one operation: rows, history, people who wait; each refusal."""

from dataclasses import replace

import pytest
from flask import Flask

from eventapp.core.cells import read_cells
from eventapp.core.db import session, transaction
from eventapp.planning.reading import draft_plan
from eventapp.programme.models import Session, SpeakerSlot
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.undo.operations import redo_step, undo_step
from eventapp.undo.steps import latest_steps
from eventapp.visitfiles.adding import Many, add_many, preview_many
from eventapp.visitfiles.adding_forms import first_sheet
from eventapp.visitfiles.columns import columns_of
from eventapp.visitfiles.matching import State
from eventapp.visitfiles.proposals import LinesAreWrong, LooksOtherwise, NothingTaken
from eventapp.visits.models import HistoryEntry, Organisation
from eventapp.visits.queries import visit_of
from tests.conftest import ON_SQLITE
from tests.factories import make_organisation, make_session, make_visit
from tests.planning.test_operations import ACT
from tests.registration.people import join

LINES = (
    "Day\tTime\tTitle en\tPlace\tSpeakers\n"
    "3 d.\t9–10\tWelcome\tTown hall, Hall\tKari; Ola\n4 d.\t9–10\tTour\tLibrary\tOla"
)


def read(visit_id: int, text: str, kind: str = "session") -> Many:
    """As the page of the table would send it, unchanged."""
    facts = visit_of(visit_id)
    sheet = first_sheet(kind, read_cells(text), columns_of(kind, facts.languages), {})
    return Many(kind, sheet, sheet, preview_many(facts, kind, sheet, "en").digest, "en")


def add(visit_id: int, many: Many) -> None:
    with transaction():
        add_many(visit_id, many, act=ACT)


def test_sessions_come_with_slots_places_and_speakers(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit, "there", position=7)
    add(visit, read(visit, LINES))
    session.expire_all()
    made = session.query(Session).order_by(Session.position).all()
    assert [row.title["en"] for row in made[1:]] == ["Welcome", "Tour"]
    assert len({row.uid for row in made}) == len({row.code for row in made}) == 3
    assert session.query(SpeakerSlot).count() == 3
    assert session.query(HistoryEntry).count() == 2 + 3 + 2 + 2  # sessions, slots, places, speakers


def test_a_second_time_nothing_is_left_to_do(app: Flask) -> None:
    visit = make_visit().id
    add(visit, read(visit, LINES))
    before = draft_plan(visit_of(visit))
    again = read(visit, LINES)
    with pytest.raises(NothingTaken):
        add(visit, again)
    session.remove()
    assert draft_plan(visit_of(visit)) == before


@ON_SQLITE
def test_a_line_with_a_mistake_stops_all_of_them(app: Flask) -> None:
    visit = make_visit().id
    with pytest.raises(LinesAreWrong) as wrong:
        add(visit, read(visit, LINES + "\nsoon\tnine\tLunch\t\t"))
    assert "4" in wrong.value.text("en")
    assert session.query(Session).count() == 0


@ON_SQLITE
def test_what_was_shown_otherwise_is_not_done(app: Flask) -> None:
    visit = make_visit().id
    many = read(visit, LINES)
    with pytest.raises(LooksOtherwise):
        add(visit, replace(many, digest=""))
    rows = [list(row) for row in many.sheet.rows]
    rows[1][3] = "Another place"
    with pytest.raises(LooksOtherwise):
        add(visit, replace(many, sheet=replace(many.sheet, rows=rows)))
    assert session.query(Session).count() == 0


def test_places_that_are_raised_go_to_those_who_wait(app: Flask) -> None:
    visit = make_visit().id
    make_organisation(visit, places=0)
    waiting = join(visit, "first@example.org", organisation="birzai", other_organisation="")
    many = read(visit, "Name\tPlaces\nBiržų rajono savivaldybė\t3", "organisation")
    assert [line.state for line in preview_many(visit_of(visit), "organisation", many.sheet, "en").lines] == [
        State.NOT_READ,
        State.CHANGED,
    ]
    add(visit, many)
    session.expire_all()
    assert session.query(Organisation).one().places == 3
    assert session.get_one(Registration, waiting.id).status == Status.CONFIRMED


@ON_SQLITE
def test_what_is_there_may_move_to_a_new_place(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit, title={"en": "Opening"})
    add(visit, read(visit, LINES.replace("Welcome", "Opening").replace("9–10", "9.00–10.00")))
    session.expire_all()
    assert session.query(Session).count() == 2
    assert session.query(SpeakerSlot).count() == 3


def test_all_of_it_is_one_step_back_and_forth(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit, "there", title={"en": "Welcome"}, starts_at=None, ends_at=None, position=7)
    before = draft_plan(visit_of(visit))
    add(visit, read(visit, LINES))
    made = draft_plan(visit_of(visit))
    with transaction():
        undo_step(visit, latest_steps(visit, ACT.by).undo or 0, act=ACT)
    assert draft_plan(visit_of(visit)) == before
    assert latest_steps(visit, ACT.by).undo is None
    with transaction():
        redo_step(visit, latest_steps(visit, ACT.by).redo or 0, act=ACT)
    assert draft_plan(visit_of(visit)) == made


def test_a_line_that_would_move_what_is_locked_is_wrong_at_its_cell(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit, locked=True)
    moving = read(visit, "Day\tTime\tTitle en\tPlace\n3 d.\t9–10.30\tOpening\tLibrary")
    with pytest.raises(LinesAreWrong):
        add(visit, moving)
    [line] = preview_many(visit_of(visit), "session", moving.sheet, "en").lines[1:]
    assert [(cell, refusal.text("en")) for cell, refusal in line.said.mistakes.items()] == [
        (3, "This session is locked, so its time and place stay. Unlock it first, or leave this line out.")
    ]
    add(visit, read(visit, "Day\tTime\tTitle en\tTitle lt\n3 d.\t9–10.30\tOpening\tPradžia"))
    assert session.query(Session).one().title["lt"] == "Pradžia"
