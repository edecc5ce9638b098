"""Release and tell: the operations that join the plan with what the public gets."""

import hashlib
from datetime import datetime

from eventapp.core.db import hint_after_commit, session
from eventapp.core.text import LANGUAGES, LocalizedText
from eventapp.programme import snapshot
from eventapp.programme.models import Release
from eventapp.programme.operations import release_programme
from eventapp.publishing.models import Output, OutputState


def publish_programme(visit_id: int, *, note: LocalizedText, base_url: str, now: datetime) -> Release:
    """Release the draft: calendars are made at once, paper becomes due for the worker. Raises VisitNotFound."""
    release = release_programme(visit_id, note=note, now=now)
    from eventapp.exports import ical  # 120 ms, which a web process pays when somebody releases and not before

    programme = snapshot.load(release.content)
    for language in LANGUAGES:
        body = ical.feed(programme, language, base_url)
        ready = {"state": OutputState.READY, "body": body, "sha256": hashlib.sha256(body).hexdigest(), "made_at": now}
        session.add(Output(release_id=release.id, kind="ics", language=language, **ready))
        session.add(Output(release_id=release.id, kind="pdf", language=language, state=OutputState.DUE))
    session.flush()
    hint_after_commit("publishing.compile")
    return release
