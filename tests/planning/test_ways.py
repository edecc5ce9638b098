"""How long ways take, as organisers say: written for either direction, many in one step, told in the history."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import ChangedMeanwhile, NothingToSave
from eventapp.planning.errors import ItemNotFound, StillUsed
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.planning.reading import draft_plan
from eventapp.planning.restoring import put_back
from eventapp.planning.ways import Pair, pairs, said, save_ways
from eventapp.programme.models import Way
from eventapp.programme.scheduled import read_schedule
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit, visit_of
from tests.factories import LINKS, NOON, make_session, make_venue, make_visit

ACT = Act(organiser(1), LINKS, NOON)
HALL, BARN = Key("venue", "hall"), Key("venue", "barn")
HALL_TO_BARN, BARN_TO_HUT = HALL.within("way", "barn"), BARN.within("way", "hut")


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    for number, code in enumerate(("hall", "barn", "hut"), 1):
        make_venue(visit, code, position=number, latitude=59.9 + number / 100)
    return visit


def save(visit: int, *, shown: dict[str, str] | None = None, **typed: str) -> int:
    """Of a form that showed nothing of these ways."""
    with transaction():
        return save_ways(visit, typed, dict.fromkeys(typed, "") | (shown or {}), act=ACT)


def ways(visit: int) -> dict[str, str]:
    session.remove()
    plan = draft_plan(visit_of(visit))
    return {pair.name: words for pair in pairs(plan) if (words := said(plan, pair))}


def actions(visit: int) -> list[tuple[str, str]]:
    return [(entry.action, entry.thing) for entry in history(visit)]


def test_ways_are_given_changed_and_estimated_again(visit: int) -> None:
    assert save(visit, hall_barn="bus 45+10", hall_hut="25", barn_hut="") == 2
    assert ways(visit) == {"hall_barn": "bus 45+10", "hall_hut": "25"}
    assert save(visit, hall_barn="", hall_hut="25", shown={"hall_barn": "bus 45+10", "hall_hut": "25"}) == 1
    assert ways(visit) == {"hall_hut": "25"}
    assert actions(visit) == [
        ("removed", "venue.hall.way.barn"), ("added", "venue.hall.way.hut"), ("added", "venue.hall.way.barn"),
    ]  # fmt: skip


def test_the_order_of_venues_may_change_and_a_pair_stays_one_row(visit: int) -> None:
    save(visit, hall_barn="45")
    plan = draft_plan(visit_of(visit))
    assert said(plan, Pair("barn", "hall")) == "45"
    row = session.scalars(select(Way)).one()
    row.venue_id, row.to_id = row.to_id, row.venue_id
    session.commit()
    assert save(visit, hall_barn="50", shown={"hall_barn": "45"}) == 1
    assert [(way.minutes, way.waiting, way.by) for way in session.scalars(select(Way))] == [(50, 0, "")]


def test_nothing_is_written_of_what_did_not_change(visit: int) -> None:
    save(visit, hall_barn="45")
    with pytest.raises(NothingToSave):
        save(visit, hall_barn="45", hall_hut="", shown={"hall_barn": "45"})


def test_what_two_have_changed_is_asked_and_what_one_left_alone_stays(visit: int) -> None:
    save(visit, hall_barn="45", hall_hut="5")
    assert save(visit, hall_barn="", hall_hut="6", shown={"hall_barn": "", "hall_hut": "5"}) == 1
    assert ways(visit) == {"hall_barn": "45", "hall_hut": "6"}
    with pytest.raises(ChangedMeanwhile) as refused:
        save(visit, hall_barn="50")
    assert refused.value.fields == ("hall_barn",)


def test_a_venue_that_was_removed_meanwhile_takes_no_way(visit: int) -> None:
    with pytest.raises(ItemNotFound):
        save(visit, hall_gone="45")


def test_conflicts_are_found_with_what_is_given_and_with_the_margin(visit: int) -> None:
    save(visit, hall_barn="bus 45+10")
    found = read_schedule(get_visit("oslo")).schedule
    assert (found.ways.minutes("barn", "hall"), found.margin) == (55, 0)
    session.get_one(Visit, visit).way_margin = 15
    session.commit()
    assert read_schedule(get_visit("oslo")).schedule.margin == 15


def test_a_venue_takes_its_ways_with_it_and_brings_them_back(visit: int) -> None:
    save(visit, hall_barn="45", barn_hut="5", hall_hut="7")
    with transaction():
        remove_item(visit, BARN, act=ACT)
    assert ways(visit) == {"hall_hut": "7"}
    entry = history(visit)[0]
    assert [item["thing"] for item in entry.was] == ["venue.barn", "venue.hall.way.barn", "venue.barn.way.hut"]
    with transaction():
        assert put_back(visit, entry.id, act=ACT) == (BARN, True)
    assert ways(visit) == {"hall_barn": "45", "barn_hut": "5", "hall_hut": "7"}


def test_a_venue_comes_back_without_the_way_to_what_is_gone(visit: int) -> None:
    save(visit, hall_barn="45", barn_hut="5")
    for key in (BARN, HALL):
        with transaction():
            remove_item(visit, key, act=ACT)
    barn = next(entry.id for entry in history(visit) if entry.thing == "venue.barn")
    with transaction():
        assert put_back(visit, barn, act=ACT) == (BARN, False)
    assert ways(visit) == {"barn_hut": "5"}


def test_a_way_that_was_emptied_can_be_put_back(visit: int) -> None:
    save(visit, hall_barn="45")
    save(visit, hall_barn="", shown={"hall_barn": "45"})
    entry = history(visit)[0].id
    with transaction():
        assert put_back(visit, entry, act=ACT) == (HALL_TO_BARN, True)
    assert ways(visit) == {"hall_barn": "45"}


def test_a_venue_with_sessions_stays_with_its_ways(visit: int) -> None:
    barn = make_venue(visit, "stable")
    make_session(visit, venue_id=barn.id)
    save(visit, hall_stable="45")
    with pytest.raises(StillUsed) as refused, transaction():
        remove_item(visit, Key("venue", "stable"), act=ACT)
    assert [key.kind for key in refused.value.uses] == ["session"]
    assert ways(visit) == {"hall_stable": "45"}
