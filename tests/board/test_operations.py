"""Variants: begun, gone on in and back, adopted as one act, dropped; two organisers at once; nothing public of them."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from eventapp.board.errors import NothingToAdopt, TooManyVariants, VariantChangedMeanwhile, VariantNotFound
from eventapp.board.models import Variant
from eventapp.board.operations import MOST, adopt_variant, begin_variant, drop_variant, go_back, try_out
from eventapp.board.trying import Adoption
from eventapp.core.db import session, transaction
from eventapp.planning.chosen import LeftOut
from eventapp.planning.errors import NothingMoved
from eventapp.planning.moves import Target
from eventapp.planning.placing import place_sessions
from eventapp.undo.operations import undo_step
from eventapp.undo.steps import latest_steps
from eventapp.visits.history import history
from tests.factories import make_session, make_venue, make_visit
from tests.planning.test_operations import ACT
from tests.planning.test_several import NINE, row

MONDAY = date(2017, 4, 3)
HOUR = timedelta(hours=1)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_venue(visit)
    for code in ("a", "b"):
        make_session(visit, code)
    return visit


def begin(visit: int, name: str = "Later") -> str:
    with transaction():
        return str(begin_variant(visit, MONDAY, name, act=ACT))


def tried(visit: int, code: str, target: Target, **chosen: datetime | None) -> None:
    with transaction():
        try_out(visit, code, chosen, target)


def adopt(visit: int, code: str, seen: int, *agreed: str) -> Adoption:
    with transaction():
        return adopt_variant(visit, code, seen, agreed, act=ACT)


def steps(code: str) -> int:
    session.remove()
    return len(session.get_one(Variant, int(code)).steps)


def test_nothing_of_the_draft_moves_until_it_is_adopted_and_then_in_one_act(visit: int) -> None:
    code = begin(visit)
    tried(visit, code, Target(MONDAY, "11:00", ("town-hall", "")), a=NINE)
    tried(visit, code, Target(MONDAY, "13:00"), a=NINE + 2 * HOUR, b=NINE)
    assert (row("a").starts_at, row("b").starts_at, steps(code)) == (NINE, NINE, 2)
    found = adopt(visit, code, 2)
    assert sorted(move.code for move in found.moves) == ["a", "b"]
    assert row("a").venue_id is not None
    assert {entry.thing for entry in history(visit) if entry.action == "changed"} == {"session.a", "session.b"}
    assert next(entry.action for entry in history(visit)) == "adopted"
    with pytest.raises(NothingToAdopt):
        adopt(visit, code, 2)


def test_what_lies_elsewhere_in_the_variant_than_it_was_seen_stays(visit: int) -> None:
    code, seen = begin(visit), {"a": ("", "")}
    with transaction():
        try_out(visit, code, {"a": NINE}, Target(MONDAY, "9:00", ("town-hall", "")), seen)
    with pytest.raises(NothingMoved) as refused, transaction():
        try_out(visit, code, {"a": NINE}, Target(MONDAY, "11:00"), seen)
    assert refused.value.left_out == {"a": LeftOut.MOVED}


def test_a_step_back_is_one_step_and_only_of_what_was_seen(visit: int) -> None:
    code = begin(visit)
    tried(visit, code, Target(MONDAY, "11:00"), a=NINE)
    tried(visit, code, Target(MONDAY, "12:00"), a=NINE + 2 * HOUR)
    with transaction():
        go_back(visit, code, 2)
    assert steps(code) == 1
    for seen in (2, 0):
        with pytest.raises(VariantChangedMeanwhile), transaction():
            go_back(visit, code, seen)
    with pytest.raises(VariantChangedMeanwhile):
        adopt(visit, code, 2)
    adopt(visit, code, 1)
    assert row("a").starts_at == NINE + 2 * HOUR


def test_two_who_go_on_in_it_do_not_move_on_top_of_each_other(visit: int) -> None:
    code = begin(visit)
    tried(visit, code, Target(MONDAY, "11:00"), a=NINE)
    with pytest.raises(NothingMoved) as refused:
        tried(visit, code, Target(MONDAY, "15:00"), a=NINE)
    assert refused.value.left_out == {"a": LeftOut.MOVED}
    tried(visit, code, Target(MONDAY, "11:00"), a=NINE)  # sent twice
    assert steps(code) == 1


def test_what_a_colleague_has_moved_meanwhile_stays_unless_it_is_agreed(visit: int) -> None:
    code = begin(visit)
    tried(visit, code, Target(MONDAY, "11:00"), a=NINE)
    tried(visit, code, Target(MONDAY, "12:00"), b=NINE)
    with transaction():
        place_sessions(visit, {"a": NINE}, Target(MONDAY, "18:00"), act=ACT)
    assert adopt(visit, code, 2).disputed == {"a"}
    assert (row("a").starts_at, row("b").starts_at) == (NINE + 9 * HOUR, NINE + 3 * HOUR)
    adopt(visit, code, 2, "a")
    assert row("a").starts_at == NINE + 2 * HOUR


def test_it_is_dropped_and_then_not_there_for_anybody(visit: int) -> None:
    code, other = begin(visit), make_visit(slug="other").id
    with pytest.raises(VariantNotFound), transaction():
        drop_variant(other, code, act=ACT)
    with transaction():
        drop_variant(visit, code, act=ACT)
    for again in (code, "0", "x", "٣", "9" * 30):
        with pytest.raises(VariantNotFound), transaction():
            drop_variant(visit, again, act=ACT)
    assert [entry.action for entry in history(visit)] == ["dropped", "begun"]


def test_a_visit_has_only_so_many(visit: int) -> None:
    for number in range(MOST):
        begin(visit, str(number))
    with pytest.raises(TooManyVariants):
        begin(visit)


def test_adopting_is_one_step_back_and_can_be_done_again(visit: int) -> None:
    code = begin(visit)
    tried(visit, code, Target(MONDAY, "11:00", ("town-hall", "")), a=NINE)
    tried(visit, code, Target(MONDAY, "13:00"), a=NINE + 2 * HOUR, b=NINE)
    adopt(visit, code, 2)
    with transaction():
        undo_step(visit, latest_steps(visit, ACT.by).undo or 0, act=ACT)
    assert [(row(each).starts_at, row(each).venue_id) for each in "ab"] == [(NINE, None)] * 2
    assert [move.code for move in adopt(visit, code, 2).moves] == ["a", "b"]
    assert (row("a").starts_at, row("b").starts_at) == (NINE + 6 * HOUR, NINE + 4 * HOUR)
