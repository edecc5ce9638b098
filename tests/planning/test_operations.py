"""Saving one thing of the draft: what it reads and writes, and what others have done meanwhile."""

import re

import pytest
from flask import Flask
from sqlalchemy import event

from eventapp.core.acts import Act, organiser
from eventapp.core.db import db, session, transaction
from eventapp.planning.errors import ItemNotFound, StillUsed
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.programme.models import Session
from tests.factories import LINKS, NOON, make_room, make_session, make_slot, make_speaker, make_venue, make_visit

ACT = Act(organiser(1), LINKS, NOON)


def large_visit(sessions: int) -> int:
    visit = make_visit(slug=f"visit-{sessions}").id
    venue = make_venue(visit).id
    make_room(venue)
    for number in range(sessions):
        speaker = make_speaker(visit, f"speaker-{number}", position=number).id
        session_id = make_session(
            visit, f"item-{number}", uid=f"{visit}-{number}@x", position=number, venue_id=venue
        ).id
        make_slot(session_id, speaker)
    return visit


def statements_of(visit: int, edit: Edit) -> list[str]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with transaction():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            save_item(visit, edit, act=ACT)
            session.flush()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_a_saved_title_costs_as_much_in_a_large_visit_and_writes_its_row_alone(app: Flask) -> None:
    edit = Edit(Key("session", "item-1"), {"title.en": "Another title"}, {})
    few, many = (statements_of(large_visit(size), edit) for size in (2, 20))
    assert few == many
    written = [re.match(r"(UPDATE|INSERT INTO|DELETE FROM) (\w+)", statement) for statement in many]
    assert [found.groups() for found in written if found] == [
        ("UPDATE", "visit"),
        ("UPDATE", "session"),
        ("INSERT INTO", "history_entry"),
    ]


def test_what_is_new_stands_behind_the_others_and_moves_none(app: Flask) -> None:
    visit = large_visit(3)
    with transaction():
        remove_item(visit, Key("session", "item-1"), act=ACT)
    with transaction():
        save_item(visit, Edit(Key("session", "late"), {"title.en": "Late", "kind": "meal"}, None), act=ACT)
    rows = session.query(Session.code, Session.position).order_by(Session.position).all()
    assert [tuple(row) for row in rows] == [("item-0", 0), ("item-2", 2), ("late", 3)]


@pytest.mark.parametrize(
    ("key", "said", "seen"),
    [
        (Key("session", "item-0"), {"venue": "burnt-down", "room": ""}, {}),
        (Key("session", "item-0"), {"venue": "town-hall", "room": "attic"}, {}),
        (Key("session", "item-0").within("slot", "gone"), {"minutes": 10}, None),
        (Key("session", "gone").within("slot", "speaker-0"), {"minutes": 10}, None),
    ],
)
def test_what_the_form_has_offered_may_have_been_removed(
    app: Flask, key: Key, said: dict[str, object], seen: dict[str, object] | None
) -> None:
    visit = large_visit(1)
    with pytest.raises(ItemNotFound), transaction():
        save_item(visit, Edit(key, said, seen), act=ACT)


def test_what_is_still_used_is_a_conflict(app: Flask) -> None:
    visit = large_visit(1)
    with pytest.raises(StillUsed) as refused, transaction():
        remove_item(visit, Key("venue", "town-hall"), act=ACT)
    assert refused.value.status == 409
