"""What the draft is when it becomes what a release said (pure): things by their codes, what is never released stays."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from eventapp.core.text import LANGUAGES
from eventapp.planning.plan import SINGLE, Fields, Key, Plan, initial_fields
from eventapp.programme.snapshot import (
    CONTACT,
    PublicProgramme,
    PublicSession,
    PublicVenue,
    SessionStatus,
    SlotStatus,
)
from eventapp.visits.fields import fields_of

REPLACED: Final = ("slot", "session", "way", "room", "venue")
"""Kinds of which nothing stays that the release does not have, each before what it names. Speakers who had nothing to
speak are in no release, so they stay."""
_LIVE: Final = (*SINGLE, "organisation")
_ASKED: Final = ("question", "choice")
_ORDER: Final = (*_LIVE, "venue", "room", "way", "speaker", "session", "slot", *_ASKED)
"""As rows are read (planning.rows.visit_rows)."""


def draft_as(draft: Plan, release: PublicProgramme) -> Plan:
    """The whole draft as that release says, in its order; ``release`` as programme.earlier makes a draft of it.

    Live facts, organisations and questions are the draft's. Whoever has declined since and spoke then is invited again.
    """
    plan = Plan({key: fields for key, fields in draft.items() if key.kind in (*_LIVE, *_ASKED)})
    for venue in release.venues:
        key = Key("venue", venue.code)
        plan[key] = {**_before(draft, key), **_said(venue), "host": venue.host or "", **_contact(draft, key, venue)}
        for room in venue.rooms:
            inside = key.within("room", room.code)
            plan[inside] = {**_before(draft, inside), **_said(room)}
        plan |= {key.within("way", way.end): _said(way) for way in release.ways if way.start == venue.code}
    for speaker in release.speakers:
        key = Key("speaker", speaker.code)
        plan[key] = {**_before(draft, key), **_said(speaker)}
    plan |= {key: fields for key, fields in draft.of_kind("speaker") if key not in plan}
    for session in release.sessions:
        plan |= _session(draft, release, session)
    return Plan({key: fields for kind in _ORDER for key, fields in plan.of_kind(kind)})


def gone(draft: Plan, after: Plan) -> list[Key]:
    """What is in it no more, each before what it names."""
    return [key for kind in REPLACED for key, _ in draft.of_kind(kind) if key not in after]


def _session(draft: Plan, release: PublicProgramme, session: PublicSession) -> Plan:
    key = Key("session", session.code)
    before = _before(draft, key)
    lies = {
        "starts": session.starts_at,
        "ends": session.ends_at,
        "venue": session.venue or "",
        "room": session.room or "",
        "uid": before["uid"] or session.uid,
    }
    plan = Plan({key: {**before, **_said(session), **lies}})
    for slot in session.slots:
        inside = key.within("slot", slot.speaker)
        was = _before(draft, inside)
        declined = {"status": SlotStatus.INVITED.value} if was["status"] == SlotStatus.DECLINED else {}
        plan[inside] = {**was, **_said(slot), **declined}
    public = {speaker.code for speaker in release.speakers}
    for inside, fields in draft.parts_of(key):
        # neither is in any release: who has declined, and who was to speak only in what is cancelled
        unseen = session.status is SessionStatus.CANCELLED and inside.code not in public
        if inside not in plan and (unseen or fields["status"] == SlotStatus.DECLINED):
            plan[inside] = fields
    return plan


def _before(draft: Plan, key: Key) -> Fields:
    return draft[key] if key in draft else initial_fields(key.kind)


def _said(public: Any) -> dict[str, Any]:
    """As a plan has it."""
    said: dict[str, Any] = {}
    for name, field in fields_of(type(public)).items():
        value = getattr(public, name)
        if field.local:
            said |= {f"{name}.{language}": value.get(language, "") for language in LANGUAGES}
        else:
            said[name] = value.value if isinstance(value, StrEnum) else value
    return said


def _contact(draft: Plan, key: Key, venue: PublicVenue) -> Mapping[str, Any]:
    """A release has it where it was public; else what the draft knows stays, and is not."""
    if any(getattr(venue, name) for name in CONTACT):
        return {"contact_public": True}
    before = _before(draft, key)
    known = {name: before[name] for name in CONTACT}
    return {**known, "contact_public": bool(before["contact_public"]) and not any(known.values())}
