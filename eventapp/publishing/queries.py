"""Reading compiled outputs, and the editions they belong to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from eventapp.core.db import session
from eventapp.programme.editions import Edition, get_edition
from eventapp.programme.models import Release
from eventapp.publishing.models import Output


def edition_with_files(slug: str, *, now: datetime) -> Edition:
    """The present edition, with when the newest of its files was made. Raises VisitNotFound."""
    newest = select(func.max(Output.made_at)).where(Output.release_id == Release.id).correlate(Release)
    return get_edition(slug, now=now, newest_file=newest.scalar_subquery())


def find_output(release_id: int, kind: str, language: str) -> Output | None:
    """One compiled file with its bytes."""
    query = select(Output).where(Output.release_id == release_id, Output.kind == kind, Output.language == language)
    return session.scalar(query.options(undefer(Output.body)))


def outputs(release_id: int) -> Sequence[Output]:
    """All files of a release, without their bytes."""
    query = select(Output).where(Output.release_id == release_id)
    return session.scalars(query.order_by(Output.kind, Output.language)).all()
