"""Editing a visit's draft, a thing at a time: what a file may say, an organiser may say in the browser.

Things and their fields are those of visit_format; values come checked by the same rules.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from string import ascii_lowercase
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.core.errors import ChangedMeanwhile
from eventapp.core.links import Links
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Session, SpeakerSlot
from eventapp.programme.operations import remove_session
from eventapp.publishing.errors import (
    CodeTaken,
    EndsBeforeItBegins,
    NameMissing,
    PositionIsHalf,
    StillUsed,
    ThingNotFound,
)
from eventapp.publishing.loading import record_change, released_keys
from eventapp.publishing.visit_changes import plain
from eventapp.publishing.visit_format import TABLES, Fields, Key, Plan, initial_fields, kind_of
from eventapp.publishing.visit_rows import plan_of, visit_rows, write_plan
from eventapp.registration.models import Registration
from eventapp.registration.operations import fill_places
from eventapp.visits import history
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit

LATER: Final[Mapping[Key, tuple[str, str]]] = {
    ("visit",): ("first_day", "last_day"),
    ("registration",): ("opens", "closes"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """``key``: what is edited; its last part "" for a new thing that asks for a code. ``said``: fields as in a plan.

    ``seen``: the fields as the organiser saw them, plain JSON; None for a new thing.
    """

    key: Key
    said: Fields
    seen: Mapping[str, Any] | None


def draft_plan(visit: Visit) -> Plan:
    """The whole draft, every field of it."""
    return plan_of(visit_rows(visit))


def save_thing(visit_id: int, edit: Edit, *, by: str, links: Links, now: datetime) -> Key:
    """Write one thing into the draft; gives its key. Nothing becomes public but the visit's facts.

    Raised limits promote who waits. Raises ChangedMeanwhile, CodeTaken, ThingNotFound, NameMissing,
    EndsBeforeItBegins, PositionIsHalf.
    """
    visit = hold_visit(visit_id)
    rows = visit_rows(visit)
    draft = plan_of(rows)
    edit = _placed(edit, draft, visit_id)
    old = draft.get(edit.key, {})
    if edit.seen is not None:
        _check_unchanged(old, edit.seen)
    new = {**initial_fields(kind_of(edit.key)), **old, **edit.said}
    _check(edit.key, new)
    write_plan(visit, rows, {**draft, edit.key: new}, lambda: links.uid(uuid4()))
    if kind_of(edit.key) in ("registration", "organisation"):
        fill_places(visit_id, by=by, links=links, now=now)
    record_change(visit_id, edit.key, old, new, by=by, now=now)
    return edit.key


def remove_thing(visit_id: int, key: Key, *, by: str, now: datetime) -> None:
    """Take a thing out of the draft. A session that was released stays public, cancelled.

    Raises ThingNotFound, StillUsed.
    """
    visit = hold_visit(visit_id)
    rows = visit_rows(visit)
    if key not in rows or len(key) == 1:
        raise ThingNotFound
    if kind_of(key) == "session":
        remove_session(visit_id, key[-1])
    else:
        if any(other[: len(key)] == key for other in rows if other != key) or _is_used(kind_of(key), rows[key].id):
            raise StillUsed
        session.delete(rows[key])
        visit.edited_version = visit.version
        session.flush()
    history.record(visit_id, by=by, action="removed", thing=".".join(key), now=now)


def _placed(edit: Edit, draft: Plan, visit_id: int) -> Edit:
    """With the code of a new thing drawn or checked, and its parents there."""
    if len(edit.key) > 2 and edit.key[:2] not in draft:
        raise ThingNotFound
    if edit.seen is not None:
        if edit.key not in draft:
            raise ThingNotFound
        return edit
    used = {*draft, *released_keys(visit_id)}
    if edit.key[-1]:
        if edit.key in used:
            raise CodeTaken
        return edit
    taken = {part for key in used for part in key}
    while (code := "".join(secrets.choice(ascii_lowercase) for _ in range(5))) in taken:
        pass
    return replace(edit, key=(*edit.key[:-1], code))


def _check_unchanged(now: Fields, seen: Mapping[str, Any]) -> None:
    changes = [(name, seen[name], plain(value)) for name, value in now.items() if name in seen]
    changes = [change for change in changes if change[1] != change[2]]
    if changes:
        raise ChangedMeanwhile(changes)


def _check(key: Key, said: Fields) -> None:
    for name, field in TABLES[kind_of(key)].fields.items():
        names = [f"{name}.{language}" for language in LANGUAGES] if field.local else [name]
        if field.required and all(said.get(flat) in ("", None) for flat in names):
            raise NameMissing(names[0])
    first, last = LATER.get(key, ("starts", "ends"))
    begins, ends = said.get(first), said.get(last)
    if begins and ends and (ends < begins or (ends == begins and type(ends) is not date)):
        raise EndsBeforeItBegins(last)
    if "latitude" in said and (said["latitude"] is None) != (said["longitude"] is None):
        raise PositionIsHalf


def _is_used(kind: str, row_id: int) -> bool:
    columns = {
        "speaker": SpeakerSlot.speaker_id,
        "venue": Session.venue_id,
        "room": Session.room_id,
        "organisation": Registration.organisation_id,
    }
    column = columns.get(kind)
    return column is not None and bool(session.scalar(select(func.count()).where(column == row_id)))
