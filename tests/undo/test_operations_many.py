"""Steps of many sessions: what taking them back and doing them again asks of the database."""

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import event

from eventapp.core.db import db, transaction
from eventapp.planning.moves import Target
from eventapp.planning.placing import copy_sessions
from tests.conftest import ON_SQLITE
from tests.factories import (
    make_session,
    publish,
)
from tests.planning.test_several import HOUR, NINE
from tests.undo.drafts import ONA, TUESDAY, chosen_sessions, draft, furnished, redo, undo


def statements_of(work: Callable[[], object]) -> list[str]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def of_many(size: int) -> list[int]:
    """Statements for copying so many sessions of a released visit, for taking that back, and for doing it again."""
    visit = furnished()
    for number in range(size - 3):
        make_session(visit, f"more-{number}", position=number + 4, starts_at=NINE, ends_at=NINE + HOUR)
    publish(visit)
    chosen, target = chosen_sessions(visit, -1), Target(TUESDAY, "9:00", ("", ""))

    def copy() -> None:
        with transaction():
            copy_sessions(visit, chosen, target, act=ONA)

    was, found = draft(visit), list[int]()
    for work in (copy, lambda: undo(visit), lambda: redo(visit)):
        seen = statements_of(work)
        assert sum(bool(re.search(r'FROM "?release\b', each)) for each in seen) == 1
        assert not any(" LIKE " in each for each in seen)
        found.append(len(seen))
        assert (draft(visit) == was) == (len(found) == 2)
    return found


@ON_SQLITE
def test_what_a_step_of_many_reads_grows_little_by_each(app: Flask) -> None:
    few, many = of_many(40), of_many(200)
    copied, back, forth = ((more - less) / 160 for less, more in zip(few, many, strict=True))
    assert copied <= 4
    assert back <= 5
    assert forth <= 9
