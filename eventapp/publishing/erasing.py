"""Erasing a person who has no registration, wherever something is kept of them: a speaker, or whom to ask at a place.

Not only in the draft and its history, also in releases, which never change but for this, and in the files made of them.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, select

from eventapp.core import erasures
from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.mailing.erasing import forget_speaker, is_asked
from eventapp.planning.erasing import entries_about, erase_from_draft, erase_from_history, in_draft
from eventapp.planning.history import key_in
from eventapp.planning.plan import Key
from eventapp.planning.rows import note_edit
from eventapp.programme.models import Release, Speaker, Venue
from eventapp.programme.redaction import without_contact, without_speaker
from eventapp.publishing.errors import NothingToErase
from eventapp.publishing.history import record_erased
from eventapp.publishing.models import Output
from eventapp.publishing.operations import replace_files
from eventapp.visitfiles.remembered import forget_loaded, is_in_loaded
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.operations import hold_visit

KINDS: Final = {"speaker": "speaker", "venue": "venue-contact"}
"""{kind of the thing: what is remembered as erased}"""
SALT: Final = 16


@dataclass(frozen=True, slots=True)
class Traces:
    """Where something of the person is kept. ``entries`` of the history; ``releases``: their numbers, latest first;
    ``asked``: they have a link of their own, letters and answers."""

    draft: bool
    entries: int
    releases: tuple[int, ...]
    file: bool
    asked: bool = False

    def __bool__(self) -> bool:
        return bool(self.draft or self.entries or self.releases or self.file or self.asked)


def find_traces(visit_id: int, key: Key) -> Traces:
    """``key``: a speaker, or a venue, whose contact is meant; it need not be in the draft any more."""
    return Traces(
        draft=in_draft(visit_id, key),
        entries=len(entries_about(visit_id, key)),
        releases=tuple(release.number for release, _ in _naming(visit_id, key)),
        file=is_in_loaded(visit_id, key),
        asked=key.kind == "speaker" and is_asked(visit_id, key.code),
    )


def erase_person(visit_id: int, key: Key, *, act: Act) -> None:
    """Erase all that is kept of them; nothing brings it back, a backup neither.

    Raises NothingToErase, VisitNotFound.
    """
    visit = hold_visit(visit_id)
    if not find_traces(visit_id, key):
        raise NothingToErase
    salt = secrets.token_hex(SALT // 2)
    erasures.remember(KINDS[key.kind], _identity(visit_id, key, salt), now=act.now)
    _erase(visit, key, act)


def _erase(visit: Visit, key: Key, act: Act) -> None:
    erase_everywhere(visit, key, act)
    record_erased(visit.id, key.kind, act=act)


def erase_everywhere(visit: Visit, key: Key, act: Act) -> None:
    """The same, in the transaction of whoever holds the visit, and without a line in the history."""
    erase_from_draft(visit, key)
    erase_from_history(visit.id, key)
    if key.kind == "speaker":
        forget_speaker(visit.id, key.code, act=act)
    forget_loaded(visit.id, key)
    _erase_from_releases(visit, key, act)


def _erase_from_releases(visit: Visit, key: Key, act: Act) -> None:
    """The files of the release in force are made anew, those of earlier ones, which nobody reads, go."""
    latest = select(Release.number).where(Release.visit_id == visit.id).order_by(Release.number.desc()).limit(1)
    in_force = session.scalar(latest)
    for release, content in _naming(visit.id, key):
        release.content, release.redacted_at = dict(content), act.now
        session.flush()
        if release.number == in_force:
            replace_files(release, act)
        else:
            session.execute(delete(Output).where(Output.release_id == release.id))
        note_edit(visit, act.now)
    session.flush()


def _naming(visit_id: int, key: Key) -> Iterator[tuple[Release, Mapping[str, Any]]]:
    """(a release that says something of the person, what it says without), the latest first."""
    without = without_speaker if key.kind == "speaker" else without_contact
    query = select(Release).where(Release.visit_id == visit_id).order_by(Release.number.desc())
    for release in session.scalars(query).all():
        content = without(release.content, key.code)
        if content != release.content:
            yield release, content


# ---- after a backup was put back


def _identity(visit_id: int, key: Key, salt: str) -> str:
    """Says nothing of the person to whoever does not know the code, which may be their name; of each erasure another,
    since a place may get a contact again."""
    return salt + hashlib.sha256(f"{salt} {visit_id} {key.path}".encode()).hexdigest()[:40]


@erasures.eraser(KINDS["speaker"])
def erase_speaker_again(identity: str, act: Act) -> None:
    """Erase the speaker who was erased after the backup was made that has just been put back."""
    _erase_again("speaker", identity, act)


@erasures.eraser(KINDS["venue"])
def erase_contact_again(identity: str, act: Act) -> None:
    """The same of a contact."""
    _erase_again("venue", identity, act)


def _erase_again(kind: str, identity: str, act: Act) -> None:
    for visit_id in session.scalars(select(Visit.id)).all():
        for key in known_in(visit_id, kind):
            if _identity(visit_id, key, identity[:SALT]) == identity and find_traces(visit_id, key):
                _erase(hold_visit(visit_id), key, act)


def known_in(visit_id: int, kind: str) -> set[Key]:
    """All of that kind that the draft, the history or a release has named."""
    model = Speaker if kind == "speaker" else Venue
    codes = set(session.scalars(select(model.code).where(model.visit_id == visit_id)))
    for content in session.scalars(select(Release.content).where(Release.visit_id == visit_id)):
        codes |= {item["code"] for item in content[f"{kind}s"]}
    things = select(HistoryEntry.thing).where(HistoryEntry.visit_id == visit_id, HistoryEntry.kind == kind).distinct()
    keys = (key_in(thing) for thing in session.scalars(things))
    return {Key(kind, code) for code in codes} | {key for key in keys if key and key.kind == kind}
