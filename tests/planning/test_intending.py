"""Saying that a clash is meant: what is kept, what is told, and that it asks again."""

from datetime import timedelta

import pytest
from flask import Flask

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import NothingToSave
from eventapp.desk.removal import remove_visit
from eventapp.planning.errors import ClashGone, ClashMoved
from eventapp.planning.intending import intend, judged, open_again, read_clashes
from eventapp.planning.models import IntendedClash
from eventapp.planning.several import shift_sessions
from eventapp.programme.intended import Marks, key_of
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.factories import LINKS, NOON, make_session, make_slot, make_speaker, make_visit

ACT = Act(organiser(7), LINKS, NOON)
WHY = "Kari opens, and comes over then"


@pytest.fixture
def visit(app: Flask) -> int:
    """Kari speaks in two sessions at once."""
    visit = make_visit()
    speaker = make_speaker(visit.id)
    for code in ("a", "b"):
        make_slot(make_session(visit.id, code, title={"en": f"Session {code}"}).id, speaker.id)
    return visit.id


def shown() -> tuple[str, str]:
    """Key and state of the one clash."""
    scheduled, _ = read_clashes(get_visit("oslo"))
    [conflict] = scheduled.conflicts()
    return key_of(conflict), Marks(scheduled.schedule).state(conflict)


def say(reason: str = WHY, act: Act = ACT) -> None:
    with transaction():
        intend(get_visit("oslo").id, *shown(), reason, act=act)


def counts() -> tuple[int, int]:
    """Of those that are open, and those that are meant."""
    _, found = read_clashes(get_visit("oslo"))
    return len(found.open), len(found.intended)


def test_it_is_kept_with_reason_name_and_time(visit: int) -> None:
    assert counts() == (1, 0)
    say()
    _, found = read_clashes(get_visit("oslo"))
    [(_, said)] = found.intended
    assert (found.open, said.reason, said.by, said.at) == ((), WHY, organiser(7), NOON)


def test_when_an_end_moves_it_asks_again_and_what_was_said_then_replaces_it(visit: int) -> None:
    say()
    start = get_visit("oslo") and read_clashes(get_visit("oslo"))[0].schedule.sessions[0].span.starts
    with transaction():
        shift_sessions(visit, {"a": start}, 5, act=ACT)
    assert counts() == (1, 0)
    say("Still")
    assert counts() == (0, 1)
    assert [row.reason for row in session.query(IntendedClash)] == ["Still"]


def test_it_is_opened_again(visit: int) -> None:
    say()
    with transaction():
        open_again(visit, shown()[0], act=ACT)
    assert counts() == (1, 0)
    with transaction(), pytest.raises(NothingToSave):
        open_again(visit, shown()[0], act=ACT)


def test_the_same_said_twice_is_one_entry_and_another_reason_is_another(visit: int) -> None:
    say()
    with pytest.raises(NothingToSave):
        say()
    say("Otherwise")
    assert [entry.changes[-1] for entry in history(visit)] == [
        {"field": "reason", "old": WHY, "new": "Otherwise"},
        {"field": "reason", "old": "", "new": WHY},
    ]


def test_what_was_moved_or_is_gone_meanwhile_is_refused(visit: int) -> None:
    key, _ = shown()
    with transaction(), pytest.raises(ClashMoved):
        intend(visit, key, "as it was", WHY, act=ACT)
    with transaction(), pytest.raises(ClashGone):
        intend(visit, "no such", "", WHY, act=ACT)
    assert (counts(), list(history(visit))) == ((1, 0), [])


def test_it_goes_with_its_visit(visit: int) -> None:
    say()
    with transaction():
        remove_visit(visit, now=NOON + timedelta(days=10_000))
    assert session.query(IntendedClash).count() == 0


def test_nothing_is_asked_of_rows_where_nothing_clashes(app: Flask) -> None:
    other = make_visit(slug="other")
    make_session(other.id, "alone")
    assert judged(other.id, read_clashes(get_visit("other"))[0]).open == ()
