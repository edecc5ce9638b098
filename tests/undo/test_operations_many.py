"""Steps of many sessions: what they cost, and where those come back that were removed."""

import re
from collections.abc import Callable
from threading import get_ident

import pytest
from flask import Flask
from sqlalchemy import event

from eventapp.core.db import db, transaction
from eventapp.planning.moves import Target
from eventapp.planning.placing import copy_sessions, place_sessions
from eventapp.planning.plan import Key
from tests.conftest import ON_SQLITE
from tests.factories import make_session, publish
from tests.planning.test_several import HOUR, NINE
from tests.undo.drafts import JONAS, ONA, TUESDAY, add, chosen_sessions, draft, furnished, redo, undo


@pytest.fixture
def visit(app: Flask) -> int:
    return furnished()


def statements_of(work: Callable[[], object]) -> list[str]:
    """Those of this thread alone: another's, left over from whatever ran before, say nothing of ``work``."""
    seen: list[str] = []
    mine = get_ident()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if get_ident() == mine:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def of_many(size: int) -> list[list[str]]:
    """What each statement does to which tables, for copying so many sessions of a released visit, back, forth and
    back; for moving them, and back."""
    visit = furnished()
    for number in range(size - 3):
        make_session(visit, f"more-{number}", position=number + 4, starts_at=NINE, ends_at=NINE + HOUR)
    publish(visit)
    chosen, target = chosen_sessions(visit, -1), Target(TUESDAY, "9:00", ("", ""))

    def copy() -> None:
        with transaction():
            copy_sessions(visit, chosen, target, act=ONA)

    def move() -> None:
        with transaction():
            place_sessions(visit, chosen, Target(TUESDAY, "9:00"), act=ONA)

    was, found = draft(visit), list[list[str]]()
    for work in (copy, lambda: undo(visit), lambda: redo(visit), lambda: undo(visit), move, lambda: undo(visit)):
        seen = statements_of(work)
        assert sum(bool(re.search(r'FROM "?release\b', each)) for each in seen) <= 1
        assert not any(" LIKE " in each for each in seen)
        found.append([" ".join(re.findall(r"^\w+|(?<=FROM )\S+|(?<=INTO )\S+|(?<=UPDATE )\S+", each)) for each in seen])
        assert (draft(visit) == was) == (len(found) in (2, 4, 6))
    return found


@ON_SQLITE
def test_a_step_of_many_costs_as_many_statements_as_one_of_few(app: Flask) -> None:
    assert of_many(40) == of_many(200)


def test_many_come_back_where_they_stood_though_others_stand_there_now(visit: int) -> None:
    with transaction():
        copy_sessions(visit, chosen_sessions(visit, -1), Target(TUESDAY, "9:00", ("", "")), act=ONA)
    copied = draft(visit)
    undo(visit)
    new = {add(visit, Key("session"), JONAS, title_en="New", kind="meeting") for _ in range(4)}
    redo(visit)
    plan, positions = draft(visit)
    assert {key: fields for key, fields in plan.items() if key not in new} == copied[0]
    assert {key: place for key, place in positions.items() if key not in new} == copied[1]
    assert sorted(positions[key] for key in new) == [6, 7, 8, 9]
