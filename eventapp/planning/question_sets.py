"""A ready set of questions (questions.sets) written into the draft, in one step that can be taken back as one."""

from typing import Any, Final
from uuid import uuid4

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.core.text import LANGUAGES
from eventapp.planning.history import record_change
from eventapp.planning.plan import TABLES, Fields, Key, Plan
from eventapp.planning.rows import Rows, last_position, note_edit, rows_of, write_item
from eventapp.questions.rules import Choice, Question
from eventapp.questions.sets import question_sets
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit

KINDS: Final = ("question", "choice")


def add_set(visit_id: int, name: str, *, act: Act) -> None:
    """Ask what the set of that name asks and the visit does not ask yet, behind all other questions.

    What is there under its code stays as it is. Raises NothingToSave: all of it is asked.
    """
    visit = hold_visit(visit_id)
    rows: Rows = {}
    for kind in KINDS:
        rows |= rows_of(visit, kind)
    new = Plan({key: fields for key, fields in _set_as_plan(name).items() if key.top not in rows})
    if not new:
        raise NothingToSave
    for key, fields in new.items():
        _write(visit, rows, key, fields, act)
    note_edit(visit, act.now)
    for key, fields in new.items():
        record_change(visit_id, key, {}, fields, act=act)


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
