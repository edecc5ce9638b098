"""A ready set of questions (questions.sets) written into the draft, in one step that can be taken back as one."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.core.text import LANGUAGES
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.history import record_change
from eventapp.planning.plan import TABLES, Fields, Key, Plan
from eventapp.planning.queries import Released
from eventapp.planning.restoring import plan_in, removal, restore
from eventapp.planning.rows import Rows, last_position, make_room_at, note_edit, rows_of, write_item
from eventapp.questions.rules import Choice, Question
from eventapp.questions.sets import question_sets
from eventapp.visits.history import last_removal
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit

KINDS: Final = ("question", "choice")


def add_set(visit_id: int, name: str, *, act: Act) -> None:
    """Ask what the set of that name asks and the visit does not ask yet: where a part of it is asked, at its place
    among that, else behind all other questions.

    What is there under its code stays as it is, and what was removed is put back as it was. Raises NothingToSave: all
    of it is asked.
    """
    visit = hold_visit(visit_id)
    whole, rows = _set_as_plan(name), _rows(visit)
    asked = [key for key in whole if not key.inside]
    if all(key in rows for key in asked):
        raise NothingToSave
    for at, key in enumerate(asked):
        if key in rows:
            continue
        if not _put_back(visit, key, whole[key], act):
            _add(visit, rows, Plan({each: fields for each, fields in whole.items() if each.top == key}), act)
        rows = _rows(visit)
        _place(visit, rows, asked, at)
    note_edit(visit, act.now)


def _rows(visit: Visit) -> Rows:
    return {key: row for kind in KINDS for key, row in rows_of(visit, kind).items()}


def _put_back(visit: Visit, key: Key, fields: Fields, act: Act) -> bool:
    """Whether it was removed, and is there again as it was; not what was of another kind under its code."""
    entry = last_removal(visit.id, key.path)
    try:
        was = plan_in(removal(visit.id, entry.id)) if entry else Plan()
    except ItemNotFound:  # it was put back since, and went by another way
        return False
    if not entry or was.get(key, {}).get("kind") != fields["kind"]:
        return False
    restore(visit, entry, Released(visit.id), act)
    return True


def _add(visit: Visit, rows: Rows, new: Plan, act: Act) -> None:
    """A question with its choices."""
    for key, fields in new.items():
        _write(visit, rows, key, fields, act)
    for key, fields in new.items():
        record_change(visit.id, key, {}, fields, act=act)


def _place(visit: Visit, rows: Rows, asked: Sequence[Key], at: int) -> None:
    """Behind what the set has before it, else before what it has behind it; where nothing of it is asked, it stays."""
    before = [rows[key].position for key in asked[:at] if key in rows]
    behind = [rows[key].position for key in asked[at + 1 :] if key in rows]
    row = rows[asked[at]]
    position = before[-1] + 1 if before else min(behind, default=row.position)
    if position != row.position:
        make_room_at(visit, rows, asked[at], position)
        row.position = position
        session.flush()


def _set_as_plan(name: str) -> Plan:
    """Each question with its choices behind it."""
    plan = Plan()
    for question in question_sets()[name].questions:
        key = Key("question", question.code)
        plan[key] = _fields(key.kind, question)
        plan |= {key.within("choice", each.code): _fields("choice", each) for each in question.choices}
    return plan


def _fields(kind: str, said: Question | Choice) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, field in TABLES[kind].fields.items():
        value = getattr(said, name)
        fields |= {f"{name}.{each}": value.get(each, "") for each in LANGUAGES} if field.local else {name: value}
    return fields


def _write(visit: Visit, rows: Rows, key: Key, fields: Fields, act: Act) -> None:
    row = write_item(visit, rows, key, fields, lambda: act.links.uid(uuid4()))
    row.position = last_position(visit, rows, key) + 1
    session.add(row)
    session.flush()
    rows[key] = row
