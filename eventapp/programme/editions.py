"""Editions: what the public pages of a visit are made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, null, select
from sqlalchemy.orm import aliased

from eventapp.core.db import session
from eventapp.programme.models import Release
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import Visit
from eventapp.visits.rules import Phase, phase


@dataclass(frozen=True, slots=True)
class Edition:
    """What the public pages of a visit are made from; equal editions give equal pages.

    ``version``: in which the live facts were last edited, ``release_id`` is None before the first release; the clock
    changes the ``phase`` and nothing else. ``modified_at``: the latest of release, edit and phase, the same in every
    process; ``made_at``: when the newest of its files was made, for those who serve files.
    """

    slug: str
    visit_id: int
    version: int
    release_id: int | None
    phase: Phase
    modified_at: datetime
    made_at: datetime | None


def get_edition(slug: str, *, now: datetime, newest_file: ScalarSelect[Any] | None = None) -> Edition:
    """The present edition, in one statement; ``newest_file`` selects ``made_at`` of a Release.

    Raises VisitNotFound, also of a hidden visit: it has no public pages.
    """
    of_visit = aliased(Release)
    current = select(of_visit.id).where(of_visit.visit_id == Visit.id).order_by(of_visit.number.desc()).limit(1)
    query = select(Visit, Release.id, Release.released_at, null() if newest_file is None else newest_file)
    released = query.outerjoin(Release, Release.id == current.scalar_subquery())
    found = session.execute(released.where(Visit.slug == slug, Visit.visible)).first()
    if found is None:
        raise VisitNotFound
    visit, release_id, released_at, made_at = found
    stands = phase(visit, now)
    modified_at = max(filter(None, (visit.edited_at, released_at, stands.since)))
    return Edition(visit.slug, visit.id, visit.edited_version, release_id, stands, modified_at, made_at)
