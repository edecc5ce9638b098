"""Drafts with two or three of everything, changed by organisers step by step."""

from collections.abc import Mapping
from datetime import date
from itertools import count, groupby
from typing import Any

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key, Plan
from eventapp.planning.rows import plan_of, positions_in, visit_rows
from eventapp.undo.operations import TakenBack, redo_step, undo_step
from eventapp.undo.steps import latest_steps
from eventapp.visits.models import Visit
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
)
from tests.planning.test_several import HOUR, NINE

ONA, JONAS = (Act(organiser(number), LINKS, NOON) for number in (1, 2))
TUESDAY = date(2017, 4, 4)
OPENING = Key("session", "opening")
numbers = count()


def furnished() -> int:
    """A visit with two or three of everything, each at a place of its own in its order."""
    visit = make_visit(slug=f"visit-{next(numbers)}").id
    for position in (1, 2, 3):
        make_organisation(visit, f"org-{position}", position=position)
        venue = make_venue(visit, f"venue-{position}", position=position).id
        for each in (1, 2):
            make_room(venue, f"room-{each}", position=each)
        speaker = make_speaker(visit, f"speaker-{position}", position=position).id
        starts = NINE + position * HOUR
        lies = {"starts_at": starts, "ends_at": starts + HOUR, "venue_id": venue if position < 3 else None}
        code = "opening" if position == 1 else f"item-{position}"
        item = make_session(visit, code, position=position, uid=f"{code}-{visit}@x", **lies).id
        if position < 3:
            make_slot(item, speaker)
    return visit


def draft(visit_id: int) -> tuple[Plan, dict[Key, int]]:
    session.expire_all()
    rows = visit_rows(session.get_one(Visit, visit_id))
    return plan_of(rows), _ranks(positions_in(rows))


def _ranks(positions: Mapping[Key, int]) -> dict[Key, int]:
    """Their order among their like; the numbers by which it is kept may leave some out."""
    ordered = sorted(positions, key=lambda key: (key.kind, str(key.inside), positions[key], key.code))
    return {
        key: rank
        for _, like in groupby(ordered, key=lambda key: (key.kind, key.inside))
        for rank, key in enumerate(like)
    }


def edit(visit: int, key: Key, act: Act = ONA, **fields: Any) -> Key:
    typed = {name.replace("_", "."): value for name, value in fields.items()}
    with transaction():
        return save_item(visit, Edit(key, typed, {}), act=act)


def add(visit: int, key: Key, act: Act = ONA, **fields: Any) -> Key:
    typed = {name.replace("_", "."): value for name, value in fields.items()}
    with transaction():
        return save_item(visit, Edit(key, typed, None), act=act)


def remove(visit: int, key: Key, act: Act = ONA) -> None:
    with transaction():
        remove_item(visit, key, act=act)


def undo(visit: int, act: Act = ONA, *, step: int | None = None) -> TakenBack:
    step = step or latest_steps(visit, act.by).undo
    with transaction():
        return undo_step(visit, step or 0, act=act)


def redo(visit: int, act: Act = ONA) -> TakenBack:
    step = latest_steps(visit, act.by).redo
    with transaction():
        return redo_step(visit, step or 0, act=act)


def chosen_sessions(visit: int, number: int) -> dict[str, Any]:
    """Some of them, as they lie now."""
    found = [(key.code, fields["starts"]) for key, fields in draft(visit)[0].of_kind("session")]
    return dict(each for place, each in enumerate(found) if number >> place & 1)
