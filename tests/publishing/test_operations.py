"""Releasing: number, frozen content, calendars at once, paper due."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Release, Session
from eventapp.programme.operations import remove_session
from eventapp.programme.queries import find_programme, find_release
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.operations import publish_programme
from eventapp.publishing.queries import find_output
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.history import COMMAND
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
        publish_programme(1, note={}, by=COMMAND, base_url="http://visits.example.org", now=NOON)


def feeds(visit_id: int) -> dict[str, dict[str, list[bytes]]]:
    """{language: {uid: its lines}} of the current release."""
    release = find_release(visit_id)
    assert release is not None
    bodies = {language: find_output(release.id, "ics", language) for language in LANGUAGES}
    return {language: _entries(made.body or b"") for language, made in bodies.items() if made}


def _entries(calendar: bytes) -> dict[str, list[bytes]]:
    parts = [part.split(b"END:VEVENT")[0].split(b"\r\n") for part in calendar.split(b"BEGIN:VEVENT")[1:]]
    return {next(line for line in part if line.startswith(b"UID:")).decode(): part for part in parts}


def test_a_second_release_touches_only_what_was_moved_and_keeps_what_was_removed(app: Flask) -> None:
    visit = make_visit()
    rows = {code: make_session(visit.id, code) for code in ("stays", "moves", "goes")}
    uids = {code: f"UID:{row.uid}" for code, row in rows.items()}
    publish(visit.id)
    before = feeds(visit.id)
    with transaction():
        moved = session.get_one(Session, rows["moves"].id)
        assert moved.starts_at
        assert moved.ends_at
        moved.starts_at, moved.ends_at = moved.starts_at + HOUR, moved.ends_at + HOUR
        remove_session(visit.id, "goes")
    publish(visit.id, now=NOON + timedelta(days=1))
    after = feeds(visit.id)
    for language in LANGUAGES:
        first, second = before[language], after[language]
        assert set(first) == set(second) == set(uids.values())
        assert first[uids["stays"]] == second[uids["stays"]]
        changed = {name(line) for line in set(second[uids["moves"]]) - set(first[uids["moves"]])}
        assert changed == {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"}
        assert {b"SEQUENCE:1", b"STATUS:CANCELLED"} <= set(second[uids["goes"]])


HOUR = timedelta(hours=1)


def name(line: bytes) -> str:
    return re.split(r"[;:]", line.decode())[0]
