"""What is remembered of a visit's file, without a person who is erased."""

from typing import Any

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.planning.erasing import without_unreleased
from eventapp.planning.plan import Key
from eventapp.programme.snapshot import CONTACT
from eventapp.visitfiles.models import LoadedFile


def is_in_loaded(visit_id: int, key: Key) -> bool:
    """Whether what was loaded last says anything of that person: a speaker, or whom to ask at that venue."""
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id))
    return found is not None and _without(found.content["things"], key) != found.content["things"]


def forget_loaded(visit_id: int, key: Key) -> None:
    """What was loaded last says nothing of them any more. The file itself is not ours: it has to be corrected, too."""
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id))
    if found is not None:
        found.content = {"things": _without(found.content["things"], key)}
        session.flush()


def forget_unreleased(visit_id: int) -> None:
    """Nor does it say what organisers alone know of speakers."""
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id))
    if found is not None:
        things = [
            [parts, without_unreleased(fields) if parts[0] == "speaker" else fields]
            for parts, fields in found.content["things"]
        ]
        if things != found.content["things"]:
            found.content = {"things": things}
            session.flush()


def _without(things: list[Any], key: Key) -> list[Any]:
    if key.kind == "speaker":
        return [[parts, fields] for parts, fields in things if parts[-2:] not in (key.parts, ["slot", key.code])]
    empty = dict.fromkeys(CONTACT, "")
    return [
        [
            parts,
            {**fields, **{name: empty[name] for name in CONTACT if name in fields}} if parts == key.parts else fields,
        ]
        for parts, fields in things
    ]
