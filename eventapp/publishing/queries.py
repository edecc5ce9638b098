"""Reading editions and compiled outputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import undefer

from eventapp.core.db import session
from eventapp.programme.models import Release
from eventapp.publishing.models import Output
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import Visit
from eventapp.visits.rules import is_over, registration_window


@dataclass(frozen=True, slots=True)
class Edition:
    """What the public pages of a visit are made from; equal editions give equal pages.

    ``version``: in which the live facts were last edited, ``release_id`` is None before the first release,
    ``over`` and ``window`` ("soon", "open", "closed") change by the clock alone.
    """

    slug: str
    visit_id: int
    version: int
    release_id: int | None
    over: bool
    window: str


def get_edition(slug: str, *, now: datetime) -> Edition:
    """The present edition, in one statement. Raises VisitNotFound."""
    current = (
        select(Release.id)
        .where(Release.visit_id == Visit.id)
        .order_by(Release.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = session.execute(select(Visit, current).where(Visit.slug == slug)).first()
    if found is None:
        raise VisitNotFound
    visit, release_id = found
    window = registration_window(visit.registration_opens_at, visit.registration_closes_at, now=now)
    over = is_over(visit.ends_on, visit.timezone, now=now)
    return Edition(visit.slug, visit.id, visit.edited_version, release_id, over, window)


def find_output(release_id: int, kind: str, language: str) -> Output | None:
    """One compiled file with its bytes."""
    query = select(Output).where(Output.release_id == release_id, Output.kind == kind, Output.language == language)
    return session.scalar(query.options(undefer(Output.body)))


def outputs(release_id: int) -> Sequence[Output]:
    """All files of a release, without their bytes."""
    query = select(Output).where(Output.release_id == release_id)
    return session.scalars(query.order_by(Output.kind, Output.language)).all()
