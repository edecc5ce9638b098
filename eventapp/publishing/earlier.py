"""The ways back to an earlier release: it is released again, or becomes the draft; each looked at before."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.text import LocalizedText
from eventapp.planning.taking_back import become
from eventapp.programme import snapshot
from eventapp.programme.differences import Difference, find_differences
from eventapp.programme.draft import declined_slots, draft_programme
from eventapp.programme.earlier import as_draft, still_public
from eventapp.programme.models import Release
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import PublicProgramme, only_who_speaks
from eventapp.programme.succession import next_programme
from eventapp.publishing.errors import DraftChangedMeanwhile, NothingToRelease, ReleaseNotFound
from eventapp.publishing.history import ReleaseAction, record_release
from eventapp.publishing.operations import publish_programme
from eventapp.publishing.preview import NO_NOTE, Preview
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts


@dataclass(frozen=True, slots=True)
class Again(Preview):
    """``draft``: what is released; ``is_less``: that version has named more, which is not public in the draft."""

    draft: PublicProgramme
    is_less: bool


@dataclass(frozen=True, slots=True)
class Back:
    """What taking it back would change in the draft, and the ``digest`` of both."""

    differences: tuple[Difference, ...]
    digest: str


def get_release(visit_id: int, number: int) -> Release:
    """Raises ReleaseNotFound."""
    query = select(Release).where(Release.visit_id == visit_id, Release.number == number)
    found = session.scalar(query)
    if found is None:
        raise ReleaseNotFound
    return found


def preview_again(visit: VisitFacts, release: Release, *, now: datetime) -> Again:
    """The release that follows, if it says what that one said, as far as it may still be public."""
    before, in_draft = find_programme(visit.id), draft_programme(visit)
    said = _draft_of(visit, release, in_draft)
    draft = still_public(said, in_draft, declined_slots(visit.id))
    number = before.number + 1 if before else 1
    after = next_programme(draft, before, number=number, note=NO_NOTE, now=now)
    digest = _digest(["again", number, snapshot.dump(draft)])
    return Again(number, before, find_differences(before, after), digest, draft, draft != said)


def preview_back(visit: VisitFacts, release: Release, *, now: datetime) -> Back:
    """The draft before and after; of neither whoever speaks nowhere."""
    draft = draft_programme(visit)
    before, after = only_who_speaks(draft), _draft_of(visit, release, draft)
    after = replace(next_programme(after, before, number=0, note=NO_NOTE, now=now), note=None, released_at=None)
    return Back(find_differences(before, after), _digest(["back", release.number, snapshot.dump(draft)]))


def _draft_of(visit: VisitFacts, release: Release, now: PublicProgramme | None = None) -> PublicProgramme:
    return as_draft(snapshot.load(release.content), now or draft_programme(visit))


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def release_again(visit_id: int, number: int, digest: str, *, act: Act, note: LocalizedText) -> Release:
    """Release what that one said and may still be public, as the next version; the draft stays as it is.

    Raises ReleaseNotFound, NothingToRelease, DraftChangedMeanwhile, VisitNotFound.
    """
    visit = hold_facts(visit_id)
    earlier = get_release(visit_id, number)
    preview = preview_again(visit, earlier, now=act.now)
    if not preview.differences:
        raise NothingToRelease
    if preview.digest != digest:
        raise DraftChangedMeanwhile
    return publish_programme(visit_id, act=act, note=note, draft=preview.draft, as_in=number)


def take_back(visit_id: int, number: int, digest: str, *, act: Act) -> None:
    """Make the draft what that release said. Readers see nothing of it before the next release.

    Raises ReleaseNotFound, DraftChangedMeanwhile, VisitNotFound, and what ``become`` does.
    """
    visit = hold_facts(visit_id)
    release = get_release(visit_id, number)
    if preview_back(visit, release, now=act.now).digest != digest:
        raise DraftChangedMeanwhile
    become(visit_id, _draft_of(visit, release), act=act)
    record_release(release, ReleaseAction.TAKEN_BACK, act=act)
