"""Releasing: number, frozen content, calendars at once, paper due."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.programme.models import Release
from eventapp.programme.queries import find_programme
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.operations import publish_programme
from eventapp.visits.errors import VisitNotFound
from tests.factories import NOON, make_session, make_visit, publish, text


def test_the_first_release_is_number_one_with_calendars_ready_and_paper_due(app: Flask) -> None:
    visit = make_visit()
    make_session(visit.id)
    publish(visit.id)
    release = session.scalars(select(Release)).one()
    outputs = session.scalars(select(Output).order_by(Output.kind, Output.language)).all()
    assert (release.number, release.released_at, release.note) == (1, NOON, text("First"))
    assert [(o.kind, o.language, o.state) for o in outputs] == [
        *(("ics", language, OutputState.READY) for language in ("en", "lt", "nb")),
        *(("pdf", language, OutputState.DUE) for language in ("en", "lt", "nb")),
    ]


def test_a_release_does_not_follow_the_draft(app: Flask) -> None:
    visit = make_visit()
    row = make_session(visit.id)
    publish(visit.id)
    with transaction():
        session.get_one(type(row), row.id).title = text("Renamed")
    assert find_programme(visit.id).sessions[0].title == text("Opening")


def test_a_visit_that_is_not_there_cannot_be_released(app: Flask) -> None:
    with pytest.raises(VisitNotFound), transaction():
        publish_programme(1, note={}, base_url="http://visits.example.org", now=NOON)
