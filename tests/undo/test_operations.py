"""Steps taken back and done again: the draft is what it was, to the last position; or what is newer is named."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.core.acts import Act
from eventapp.core.db import session, transaction
from eventapp.core.errors import Refusal
from eventapp.planning.errors import NotTheLatestStep, ReleasedMeanwhile, SomethingNewer, StillUsed
from eventapp.planning.history import PlanAction, record_new_visit
from eventapp.planning.moves import Target
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.ordering import ORDERED, move_item
from eventapp.planning.placing import copy_sessions, place_sessions, swap_sessions
from eventapp.planning.plan import Key
from eventapp.planning.restoring import ENDS, put_back
from eventapp.planning.several import confirm_sessions, lock_sessions, shift_sessions
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.undo.steps import latest_steps
from eventapp.visits.history import history, last_ends
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.queries import get_visit
from eventapp.visits.telling import Telling
from tests.factories import make_question, make_visit, publish
from tests.planning.test_several import HOUR, NINE
from tests.registration.people import join
from tests.undo.drafts import (
    JONAS,
    ONA,
    OPENING,
    TUESDAY,
    add,
    chosen_sessions,
    draft,
    edit,
    furnished,
    redo,
    remove,
    undo,
)


@pytest.fixture
def visit(app: Flask) -> int:
    return furnished()


Doing = Callable[[int, int], object]


def _one(visit: int, number: int, *kinds: str) -> Key:
    found = [key for key in draft(visit)[0] if key.kind in kinds]
    return found[number % len(found)] if found else Key("session", "none")


def _change(visit: int, number: int) -> object:
    key = _one(visit, number, "visit", "organisation", "venue", "room", "speaker", "session", "slot")
    name = "topic.en" if key.kind == "slot" else "title.en" if key.kind == "session" else "name.en"
    name = "name" if key.kind in ("organisation", "speaker") else name
    with transaction():
        return save_item(visit, Edit(key, {name: f"Called {number}"}, {}), act=ONA)


def _add(visit: int, number: int) -> object:
    session_key = _one(visit, number, "session")
    venue = _one(visit, number, "venue")
    new: list[tuple[Key, dict[str, Any]]] = [
        (Key("session"), {"title.en": "New", "kind": "meeting", "venue": venue.code if number & 1 else ""}),
        (Key("speaker"), {"name": "New"}),
        (Key("venue"), {"name.en": "New"}),
        (venue.within("room", f"new-{number}"), {"name.en": "New"}),
        (session_key.within("slot", _one(visit, number, "speaker").code), {"topic.en": "New"}),
        (Key("organisation"), {"name": "New", "name_language": "lt", "role": "partner"}),
    ]
    key, fields = new[number % len(new)]
    with transaction():
        return save_item(visit, Edit(key, fields, None), act=ONA)


def _put_back(visit: int, number: int) -> object:
    found = [each.id for each in last_ends(visit, ENDS, (PlanAction.REMOVED,))]
    with transaction():
        return put_back(visit, found[number % len(found)] if found else 0, act=ONA)


def _doing(operation: Callable[..., object], *kinds: str) -> Doing:
    def do(visit: int, number: int) -> object:
        aim: Any = _one(visit, number, *kinds) if kinds else chosen_sessions(visit, number)
        with transaction():
            return operation(visit, aim, act=ONA)

    return do


TARGET = Target(TUESDAY, "14:30", ("venue-1", "room-1"), push=True)
DOINGS: dict[str, Doing] = {
    "change": _change,
    "add": _add,
    "remove": _doing(remove_item, "organisation", "venue", "room", "speaker", "session", "slot"),
    "put back": _put_back,
    "up": _doing(lambda visit, key, act: move_item(visit, key, -1, act=act), *ORDERED),
    "down": _doing(lambda visit, key, act: move_item(visit, key, 1, act=act), *ORDERED),
    "place": _doing(lambda visit, chosen, act: place_sessions(visit, chosen, TARGET, act=act)),
    "swap": _doing(swap_sessions),
    "copy": _doing(lambda visit, chosen, act: copy_sessions(visit, chosen, TARGET, act=act)),
    "shift": _doing(lambda visit, chosen, act: shift_sessions(visit, chosen, 30, act=act)),
    "confirm": _doing(confirm_sessions),
    "lock": _doing(lock_sessions),
}
doings = st.lists(st.tuples(st.sampled_from(sorted(DOINGS)), st.integers(0, 500)), min_size=1, max_size=10)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings)
def test_as_many_steps_back_as_were_done_give_the_draft_that_was_and_forth_again_the_one_that_became(
    app: Flask, todo: list[tuple[str, int]]
) -> None:
    visit = furnished()
    states = [draft(visit)]
    for name, number in todo:
        try:
            DOINGS[name](visit, number)
        except Refusal:
            session.remove()
        if draft(visit) != states[-1]:
            states.append(draft(visit))
    for was in reversed(states[:-1]):
        undo(visit)
        assert draft(visit) == was
    assert latest_steps(visit, ONA.by).undo is None
    for then in states[1:]:
        redo(visit)
        assert draft(visit) == then
    assert latest_steps(visit, ONA.by).redo is None
    for was in reversed(states[:-1]):
        undo(visit)
        assert draft(visit) == was


def fields(visit: int, key: Key = OPENING) -> Any:
    return draft(visit)[0][key]


def test_only_the_fields_that_it_changed_go_back(visit: int) -> None:
    edit(visit, OPENING, title_en="Welcome")
    edit(visit, OPENING, JONAS, abstract_en="Coffee before")
    undo(visit)
    assert (fields(visit)["title.en"], fields(visit)["abstract.en"]) == ("Opening", "Coffee before")
    redo(visit)
    assert (fields(visit)["title.en"], fields(visit)["abstract.en"]) == ("Welcome", "Coffee before")


def refused_by(visit: int, act: Act = ONA) -> tuple[str, str, Act] | None:
    """(thing, what was done to it, by whom) of what stands in the way."""
    was = draft(visit)
    with pytest.raises(SomethingNewer) as refused:
        undo(visit, act)
    assert draft(visit) == was
    entry = next((each for each in history(visit) if each.id == refused.value.entry), None)
    return (entry.thing, entry.action, JONAS if entry.actor == JONAS.by else ONA) if entry else None


def test_what_somebody_has_changed_since_is_named_and_stays(visit: int) -> None:
    edit(visit, OPENING, title_en="Welcome")
    edit(visit, OPENING, JONAS, title_en="Hello")
    assert refused_by(visit) == ("session.opening", "changed", JONAS)
    undo(visit, JONAS)
    undo(visit)
    assert fields(visit)["title.en"] == "Opening"


def test_a_step_of_several_goes_back_whole_or_not_at_all(visit: int) -> None:
    was = draft(visit)
    chosen = {"opening": NINE + HOUR, "item-2": NINE + 2 * HOUR}
    with transaction():
        shift_sessions(visit, chosen, 30, act=ONA)
    moved = draft(visit)
    undo(visit)
    assert draft(visit) == was
    redo(visit)
    assert draft(visit) == moved
    with transaction():
        shift_sessions(visit, {"opening": NINE + 1.5 * HOUR}, 15, act=JONAS)
    assert refused_by(visit) == ("session.opening", "changed", JONAS)


def test_what_is_gone_cannot_be_changed_back_and_who_removed_it_is_named(visit: int) -> None:
    edit(visit, Key("session", "item-3"), title_en="Welcome")
    remove(visit, Key("session", "item-3"), JONAS)
    assert refused_by(visit) == ("session.item-3", "removed", JONAS)


def test_a_place_that_was_removed_since_is_named(visit: int) -> None:
    with transaction():
        place_sessions(visit, {"opening": NINE + HOUR}, Target(TUESDAY, "9:00", ("", "")), act=ONA)
    for room in ("room-1", "room-2"):
        remove(visit, Key("venue", "venue-1").within("room", room), JONAS)
    remove(visit, Key("venue", "venue-1"), JONAS)
    assert refused_by(visit) == ("venue.venue-1", "removed", JONAS)


def test_what_was_added_goes_unless_somebody_has_added_to_it(visit: int) -> None:
    was = draft(visit)
    new = add(visit, Key("session"), title_en="New", kind="meeting")
    undo(visit)
    assert draft(visit) == was
    redo(visit)
    add(visit, new.within("slot", "speaker-1"), JONAS, topic_en="Schools")
    assert refused_by(visit) == (f"{new.path}.slot.speaker-1", "added", JONAS)
    undo(visit, JONAS)
    undo(visit)
    assert draft(visit) == was
    redo(visit)
    edit(visit, new, JONAS, title_en="Newer")
    assert refused_by(visit) == (new.path, "changed", JONAS)


def test_what_is_used_by_others_cannot_go(visit: int) -> None:
    venue = add(visit, Key("venue"), name_en="New")
    edit(visit, Key("session", "item-3"), JONAS, venue=venue.code)
    with pytest.raises(StillUsed):
        undo(visit)


def test_what_was_added_and_released_is_not_taken_away_by_a_step_back(visit: int) -> None:
    add(visit, Key("session"), title_en="New", kind="meeting")
    publish(visit)
    was = draft(visit)
    with pytest.raises(ReleasedMeanwhile):
        undo(visit)
    assert draft(visit) == was


def test_what_was_removed_comes_back_with_all_that_was_in_it_unless_somebody_was_first(visit: int) -> None:
    was = draft(visit)
    remove(visit, OPENING)
    undo(visit)
    assert draft(visit) == was
    redo(visit)
    assert OPENING not in draft(visit)[0]
    entry = last_ends(visit, ENDS, (PlanAction.REMOVED,))
    with transaction():
        put_back(visit, next(iter(entry)).id, act=JONAS)
    assert latest_steps(visit, ONA.by).redo is None
    assert refused_by(visit) == ("session.opening", "put back", JONAS)


def test_an_order_goes_back_while_it_stands_where_it_was_moved(visit: int) -> None:
    was = draft(visit)
    with transaction():
        move_item(visit, Key("speaker", "speaker-1"), 1, act=ONA)
    undo(visit)
    assert draft(visit) == was
    redo(visit)
    with transaction():
        move_item(visit, Key("speaker", "speaker-1"), 1, act=JONAS)
    assert refused_by(visit) is None


def test_only_ones_own_and_only_the_one_that_was_shown(visit: int) -> None:
    edit(visit, OPENING, title_en="First")
    first = latest_steps(visit, ONA.by).undo
    edit(visit, OPENING, title_en="Second")
    for step in (first, 0, 999):
        with pytest.raises(NotTheLatestStep):
            undo(visit, step=step or 999)
    with pytest.raises(NotTheLatestStep):
        undo(visit, JONAS)
    second = latest_steps(visit, ONA.by).undo
    undo(visit, step=second)
    with pytest.raises(NotTheLatestStep):
        undo(visit, step=second)
    assert fields(visit)["title.en"] == "First"
    edit(visit, OPENING, title_en="Third")
    assert latest_steps(visit, ONA.by).redo is None
    with pytest.raises(NotTheLatestStep):
        redo(visit)


def test_whom_more_places_let_in_stays_in(app: Flask) -> None:
    visit = make_visit(slug="full", places=1).id
    for name in ("ada", "bo"):
        join(visit, f"{name}@example.org")
    assert {row.status for row in session.query(Registration)} == {Status.CONFIRMED, Status.WAITLISTED}
    edit(visit, Key("registration"), places=2)
    taken_back = undo(visit)
    assert (fields(visit, Key("registration"))["places"], taken_back.places) == (1, True)
    session.expire_all()
    assert [row.status for row in session.query(Registration)] == [Status.CONFIRMED] * 2


def test_a_visit_that_was_made_is_no_step(app: Flask) -> None:
    visit = make_visit().id
    with transaction():
        hold_visit(visit)
        record_new_visit(visit, act=ONA)
    assert latest_steps(visit, ONA.by).undo is None


def test_what_takes_something_back_says_so_in_the_history(visit: int) -> None:
    edit(visit, OPENING, title_en="Welcome")
    undo(visit)
    redo(visit)
    found = get_visit(session.get_one(Visit, visit).slug)
    told = [Telling(found, "en", [entry.thing]).tell(entry) for entry in history(visit)]
    assert [(each.action, each.changes[0].new) for each in told] == [
        ("done again, changed", "Welcome"),
        ("undone, changed", "Opening"),
        ("changed", "Welcome"),
    ]


def test_what_was_locked_since_is_not_moved_back_and_who_locked_it_is_named(visit: int) -> None:
    edit(visit, OPENING, starts=NINE, ends=NINE + HOUR)
    edit(visit, OPENING, JONAS, locked=True)
    assert refused_by(visit) == (OPENING.path, "changed", JONAS)
    edit(visit, OPENING, JONAS, locked=False)
    undo(visit)
    assert fields(visit)["starts"] == NINE + HOUR
    edit(visit, OPENING, JONAS, locked=True)
    with pytest.raises(SomethingNewer):
        redo(visit)


def test_who_unlocked_it_and_moved_it_takes_both_back(visit: int) -> None:
    edit(visit, OPENING, JONAS, locked=True)
    was = draft(visit)
    edit(visit, OPENING, locked=False, starts=NINE, ends=NINE + HOUR)
    undo(visit)
    assert draft(visit) == was
    redo(visit)
    assert fields(visit)["starts"] == NINE


def test_no_step_back_takes_an_answer_away_on_which_a_question_hangs_since(app: Flask) -> None:
    visit = furnished()
    for code in ("room", "nights"):
        make_question(visit, code)
    edit(visit, Key("question", "room"), kind="yes_no")
    with transaction():
        save_item(visit, Edit(Key("question", "nights"), {"only_if": "room=yes"}, {}), act=JONAS)
    with pytest.raises(SomethingNewer):
        undo(visit)
    assert draft(visit)[0][Key("question", "room")]["kind"] == "yes_no"
    undo(visit, JONAS)
    undo(visit)
    assert draft(visit)[0][Key("question", "room")]["kind"] == "short"
