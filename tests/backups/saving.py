"""What is saved and put back: installations, and all that people hold on to."""

import hashlib
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail
from eventapp.programme.models import Session
from eventapp.publishing.compilation import store_output, take_order
from eventapp.publishing.models import Output
from eventapp.registration.models import Registration
from eventapp.visits.models import Visit
from tests.conftest import SECRET, installation
from tests.factories import make_session, make_visit, publish

BASE = "http://visits.example.org"


Environ = dict[str, str]


def values(folder: Path, **more: str) -> Environ:
    return {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET, "EVENTAPP_BASE_URL": BASE, **more}


def opened(environ: Environ) -> AbstractContextManager[Flask]:
    more = {name: value for name, value in environ.items() if name != "EVENTAPP_DATA_DIR"}
    return installation(Path(environ["EVENTAPP_DATA_DIR"]), **more)


def content() -> dict[str, Any]:
    """All that people hold on to: who is registered, letters, UIDs, files."""
    session.remove()
    outputs = session.execute(select(Output.kind, Output.language, Output.sha256, Output.body).order_by(Output.id))
    return {
        "people": {row.id: (row.email, row.generation) for row in session.scalars(select(Registration))},
        "letters": sorted(session.scalars(select(Mail.message_id))),
        "uids": sorted([*session.scalars(select(Session.uid)), *session.scalars(select(Visit.calendar_uid))]),
        "files": [
            (kind, language, sha, hashlib.sha256(body or b"").hexdigest()) for kind, language, sha, body in outputs
        ],
    }


def make_something() -> None:
    """A released visit with a PDF."""
    visit = make_visit(places=None)
    make_session(visit.id)
    publish(visit.id)
    with transaction():
        order = take_order(now=utc_now())
        assert order
        store_output(order, b"%PDF-1.7 a booklet", base_url="http://visits.example.org", now=utc_now())
