"""Clashes that are meant, as the history tells them."""

import pytest
from flask import Flask

from eventapp.core.acts import Act, organiser
from eventapp.core.db import transaction
from eventapp.core.text import LANGUAGES
from eventapp.planning.clash_history import ClashAction, record_clash
from eventapp.planning.intending import intend, open_again, read_clashes
from eventapp.programme.conflicts import Conflict, ConflictKind, Span
from eventapp.programme.intended import Marks, key_of
from eventapp.visits.history import Filter, history
from eventapp.visits.queries import get_visit
from eventapp.visits.telling import Changed, Telling
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_tells_it_in_words(visit: int, language: str) -> None:
    scheduled, found = read_clashes(get_visit("oslo"))
    key, state = key_of(found.open[0]), Marks(scheduled.schedule).state(found.open[0])
    with transaction():
        intend(visit, key, state, WHY, act=ACT)
    with transaction():
        open_again(visit, key, act=ACT)
    entries = list(history(visit))
    telling = Telling(get_visit("oslo"), language, [entry.thing for entry in entries])
    taken_back, said = map(telling.tell, entries)
    assert said.action != taken_back.action
    assert said.thing.name == "Session a"
    assert said.thing.link == "/organise/visits/oslo/sessions/a"
    if language == "en":
        assert (said.thing.kind, said.action) == ("Speaker in two places", "said to be intended")
    assert [(each.old, each.new) for each in said.changes] == [("", "Session b"), ("", "Kari Nordmann"), ("", WHY)]
    assert taken_back.changes[-1] == Changed(said.changes[-1].label, "", WHY, "", True)


def test_the_history_of_the_earlier_session_has_it(visit: int) -> None:
    scheduled, _ = read_clashes(get_visit("oslo"))
    seats = Conflict(ConflictKind.SEATS_OVERLAP, ("a", "b"), Span(NOON, NOON), "registration-id")
    with transaction():
        record_clash(visit, seats, ClashAction.INTENDED, scheduled, ("", WHY), act=ACT)
    [entry] = history(visit, Filter("session.a"))
    assert entry.thing == "session.a.clash.seats_overlap"
    assert "registration-id" not in str(entry.changes), "a participant is not named"
    assert list(history(visit, Filter("session.b"))) == []
