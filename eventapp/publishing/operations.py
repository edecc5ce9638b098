"""Release and tell: the operations that join the plan with what the public gets."""

import hashlib
from datetime import datetime

from eventapp.core.db import hint_after_commit, session
from eventapp.core.text import LANGUAGES, LocalizedText
from eventapp.programme import snapshot
from eventapp.programme.models import Release
from eventapp.programme.operations import release_programme
from eventapp.publishing.errors import DraftChangedMeanwhile, NothingToRelease, OutputNotFound
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.preview import preview_release
from eventapp.visits import history
from eventapp.visits.operations import hold_visit

COMPILE = "publishing.compile"


def publish_programme(visit_id: int, *, note: LocalizedText, by: str, base_url: str, now: datetime) -> Release:
    """Release the draft: calendars are made at once, paper becomes due for the worker. Raises VisitNotFound."""
    release = release_programme(visit_id, note=note, now=now)
    from eventapp.exports import ical  # 120 ms, which a web process pays when somebody releases and not before

    programme = snapshot.load(release.content)
    for language in LANGUAGES:
        body = ical.feed(programme, language, base_url)
        ready = {"state": OutputState.READY, "body": body, "sha256": hashlib.sha256(body).hexdigest(), "made_at": now}
        session.add(Output(release_id=release.id, kind="ics", language=language, **ready))
        session.add(Output(release_id=release.id, kind="pdf", language=language, state=OutputState.DUE))
    history.record(visit_id, by=by, action="released", thing=f"release.{release.number}", now=now)
    hint_after_commit(COMPILE)
    return release


def release_as_shown(
    visit_id: int, digest: str, *, note: LocalizedText, by: str, base_url: str, now: datetime
) -> Release:
    """Release the draft if it is still what an organiser has looked at; ``digest`` is that of its preview.

    Raises DraftChangedMeanwhile, NothingToRelease, VisitNotFound.
    """
    visit = hold_visit(visit_id)
    preview = preview_release(visit, now=now)
    if not preview.differences:
        raise NothingToRelease  # the button pressed twice, too
    if preview.digest != digest:
        raise DraftChangedMeanwhile
    return publish_programme(visit_id, note=note, by=by, base_url=base_url, now=now)


def make_again(visit_id: int, output_id: int, *, by: str, now: datetime) -> None:
    """Let the worker try again what it could not make. Raises OutputNotFound, also where nothing has failed."""
    hold_visit(visit_id)
    output = session.get(Output, output_id, populate_existing=True)
    release = session.get(Release, output.release_id) if output else None
    if output is None or release is None or release.visit_id != visit_id or output.state != OutputState.FAILED:
        raise OutputNotFound
    output.state, output.tries, output.leased_until = OutputState.DUE, 0, None
    thing = f"release.{release.number}.{output.kind}.{output.language}"
    history.record(visit_id, by=by, action="tried again", thing=thing, now=now)
    hint_after_commit(COMPILE)
