"""Reading the releases."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from eventapp.core.db import session
from eventapp.programme import snapshot
from eventapp.programme.models import Release, Session
from eventapp.programme.snapshot import PublicProgramme
from eventapp.visits.models import Visit


def find_release(visit_id: int) -> Release | None:
    """The current release, None before the first."""
    return session.scalar(select(Release).where(Release.visit_id == visit_id).order_by(Release.number.desc()).limit(1))


def releases(visit_id: int) -> Sequence[Release]:
    """All of them, the latest first, without their content."""
    query = select(Release).where(Release.visit_id == visit_id).options(defer(Release.content))
    return session.scalars(query.order_by(Release.number.desc())).all()


def is_released(visit_id: int) -> bool:
    """Whether there is a release; its content, which grows with the programme, is left where it is."""
    return session.scalar(select(Release.id).where(Release.visit_id == visit_id).limit(1)) is not None


def find_programme(visit_id: int) -> PublicProgramme | None:
    """The current release's programme."""
    release = find_release(visit_id)
    return snapshot.load(release.content) if release else None


def programme_of(release: Release) -> PublicProgramme:
    """A release's programme as it may be shown now: of an earlier one, without what is not public any more."""
    current = find_programme(release.visit_id)
    programme = snapshot.load(release.content)
    return snapshot.as_shown_now(programme, current) if current else programme


def releases_so_far(visit_id: int) -> list[PublicProgramme]:
    """Every release of the visit as it was made, the latest first; one statement. Earlier ones may name people who are
    not public any more: to be shown, they go through ``snapshot.as_shown_now``."""
    query = select(Release.content).where(Release.visit_id == visit_id).order_by(Release.number.desc())
    return [snapshot.load(content) for content in session.scalars(query)]


def programmes_so_far(visit_id: int) -> list[PublicProgramme]:
    """Every release of the visit as it may be shown now (``programme_of``), the latest first; one statement."""
    found = releases_so_far(visit_id)
    return [*found[:1], *(snapshot.as_shown_now(earlier, found[0]) for earlier in found[1:])]


def join_links(visit_id: int) -> dict[str, str]:
    """{session's code: the link by which those far away take part}, live: of the draft, whatever is released."""
    query = select(Session.code, Session.join_link).where(Session.visit_id == visit_id, Session.join_link != "")
    return {row.code: row.join_link for row in session.execute(query)}


def public_programmes() -> list[PublicProgramme]:
    """The current release of every visit that has one and is not hidden, by their slugs; one statement."""
    latest = select(func.max(Release.id)).join(Visit).where(Visit.visible).group_by(Release.visit_id)
    releases = session.scalars(select(Release).where(Release.id.in_(latest))).all()
    return sorted((snapshot.load(release.content) for release in releases), key=lambda programme: programme.slug)
