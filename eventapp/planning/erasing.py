"""Erasing a person who has no registration out of the draft and its history: a speaker, or whom to ask at a place."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final

from sqlalchemy import delete, or_, select

from eventapp.core.db import session
from eventapp.planning.history import ClashKind, PlanAction, PlanKind
from eventapp.planning.plan import Key
from eventapp.programme.models import Speaker, SpeakerSlot, Venue
from eventapp.programme.snapshot import CONTACT
from eventapp.visits.models import HistoryEntry, Visit

Item = Mapping[str, Any]
UNRELEASED: Final = ("available", "email")
"""Of a speaker, for organisers alone."""


def in_draft(visit_id: int, key: Key) -> bool:
    """Whether the draft says anything of the person: ``key`` is a speaker, or a venue, whose contact is meant."""
    row = _row(visit_id, key)
    return row is not None and (key.kind == "speaker" or any(getattr(row, name) for name in CONTACT))


def erase_from_draft(visit: Visit, key: Key) -> None:
    """A speaker goes with their part of each session; a venue stays, without a contact. No line of the history."""
    row = _row(visit.id, key)
    if row is None:
        return
    if isinstance(row, Speaker):
        session.execute(delete(SpeakerSlot).where(SpeakerSlot.speaker_id == row.id))
        session.delete(row)
    else:
        for name in CONTACT:
            setattr(row, name, "")
        row.contact_public = False
    session.flush()


def _row(visit_id: int, key: Key) -> Speaker | Venue | None:
    if key.kind == "speaker":
        return session.scalar(select(Speaker).where(Speaker.visit_id == visit_id, Speaker.code == key.code))
    return session.scalar(select(Venue).where(Venue.visit_id == visit_id, Venue.code == key.code))


def entries_about(visit_id: int, key: Key) -> Sequence[HistoryEntry]:
    """Those of the history that say something of the person."""
    mine = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id)
    if key.kind == "venue":
        found = session.scalars(mine.where(HistoryEntry.thing == key.path)).all()
        return [entry for entry in found if _without_contact(entry.changes, entry.was) != (entry.changes, entry.was)]
    ends = HistoryEntry.action.in_((PlanAction.REMOVED, PlanAction.PUT_BACK))
    of_session = HistoryEntry.kind.in_((PlanKind.SESSION, PlanKind.SLOT)) & ends
    slot = HistoryEntry.thing.endswith(_slot(key), autoescape=True)
    of_clash = HistoryEntry.kind == ClashKind.CLASH
    found = session.scalars(mine.where(or_(HistoryEntry.thing == key.path, slot, of_session, of_clash))).all()
    return [
        entry
        for entry in found
        if _is_of(entry.thing, key) or _without_speaker(entry.changes, entry.was, key) != (entry.changes, entry.was)
    ]


def erase_from_history(visit_id: int, key: Key) -> None:
    """What the entries about the person say of them goes, and with it those that say nothing else.

    So it can neither be undone nor put back.
    """
    for entry in entries_about(visit_id, key):
        if key.kind == "venue":
            changes, was = _without_contact(entry.changes, entry.was)
        else:
            changes, was = _without_speaker(entry.changes, entry.was, key)
        says_nothing = entry.action == PlanAction.CHANGED and not changes
        if says_nothing or (key.kind == "speaker" and _is_of(entry.thing, key)):
            session.delete(entry)
        else:
            entry.changes, entry.was = changes, was
    session.flush()


def erase_unreleased(visit_id: int) -> bool:
    """What is kept of speakers and never released, out of draft and history; whether there was anything of it."""
    mine = Speaker.visit_id == visit_id, or_(*(getattr(Speaker, name) != "" for name in UNRELEASED))
    speakers = session.scalars(select(Speaker).where(*mine)).all()
    for speaker, name in product(speakers, UNRELEASED):
        setattr(speaker, name, "")
    entries = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.kind == PlanKind.SPEAKER)
    found = bool(speakers)
    for entry in session.scalars(entries).all():
        changes = [item for item in entry.changes if item["field"] not in UNRELEASED]
        was = [{**item, "fields": without_unreleased(item["fields"])} for item in entry.was]
        if (changes, was) != (entry.changes, entry.was):
            found = True
            if changes or entry.action != PlanAction.CHANGED:
                entry.changes, entry.was = changes, was
            else:
                session.delete(entry)
    session.flush()
    return found


def without_unreleased(fields: Item) -> Item:
    """The fields of a speaker without those."""
    return {**fields, **{name: "" for name in UNRELEASED if fields.get(name)}}


def _slot(speaker: Key) -> str:
    return f".slot.{speaker.code}"


def _is_of(thing: str, speaker: Key) -> bool:
    return thing == speaker.path or thing.endswith(_slot(speaker))


def _without_contact(changes: Iterable[Item], was: Iterable[Item]) -> tuple[list[Any], list[Any]]:
    said = ({**item, "fields": {**item["fields"], **_emptied(item["fields"])}} for item in was)
    return [item for item in changes if item["field"] not in CONTACT], list(said)


def _emptied(fields: Item) -> dict[str, str]:
    return {name: "" for name in CONTACT if fields.get(name)}


def _without_speaker(changes: Iterable[Item], was: Iterable[Item], key: Key) -> tuple[list[Any], list[Any]]:
    """A part of a session that could not come back with it named the speaker, too; so does a clash that is meant."""
    kept = [
        item for item in changes if item["field"] != "speaker" or key.code not in (item.get("old"), item.get("new"))
    ]
    return kept, [item for item in was if not _is_of(item["thing"], key)]
