"""Releasing: number, frozen content, calendars at once, paper due."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Release, Session
from eventapp.programme.operations import remove_session
from eventapp.programme.queries import find_programme, find_release
from eventapp.publishing.errors import OutputNotFound
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.operations import make_again, publish_programme
from eventapp.publishing.queries import find_output
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from tests.factories import LINKS, NOON, make_session, make_visit, publish, text

ACT = Act(COMMAND, LINKS, NOON)


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


def test_a_release_is_told_in_the_history(app: Flask) -> None:
    visit = make_visit().id
    publish(visit)
    publish(visit)
    assert [(entry.action, entry.thing, entry.actor) for entry in history(visit)] == [
        ("released", "release.2", COMMAND),
        ("released", "release.1", COMMAND),
    ]


def paper(visit_id: int, state: OutputState) -> int:
    """Release the visit; the first of its PDFs, which is in that state."""
    publish(visit_id)
    with transaction():
        output = session.scalars(select(Output).where(Output.kind == "pdf").order_by(Output.id)).first()
        assert output
        output.state, output.tries, output.error = state, 3, "no paper"
        return output.id


def test_what_could_not_be_made_is_tried_again_as_a_change_of_its_visit(app: Flask) -> None:
    visit = make_visit().id
    output_id = paper(visit, OutputState.FAILED)
    before = session.get_one(Visit, visit).version
    with transaction():
        make_again(visit, output_id, act=ACT)
    output = session.get_one(Output, output_id)
    assert (output.state, output.tries, output.error) == (OutputState.DUE, 0, "")
    assert session.get_one(Visit, visit).version == before + 1
    latest = history(visit)[0]
    assert (latest.action, latest.thing) == ("tried again", f"release.1.pdf.{output.language}")


def test_what_has_not_failed_or_is_of_another_visit_or_of_none_is_not_tried_again(app: Flask) -> None:
    visit, other = make_visit().id, make_visit(slug="bergen").id
    failed = paper(other, OutputState.FAILED)
    ready = session.scalars(select(Output.id).where(Output.state == OutputState.READY)).all()[0]
    for visit_id, output_id in ((visit, failed), (other, ready), (other, 0)):
        with pytest.raises(OutputNotFound), transaction():
            make_again(visit_id, output_id, act=ACT)
    assert session.get_one(Output, failed).state == OutputState.FAILED


def test_a_release_does_not_follow_the_draft(app: Flask) -> None:
    visit = make_visit()
    row = make_session(visit.id)
    publish(visit.id)
    with transaction():
        session.get_one(type(row), row.id).title = text("Renamed")
    assert find_programme(visit.id).sessions[0].title == text("Opening")


def test_a_visit_that_is_not_there_cannot_be_released(app: Flask) -> None:
    with pytest.raises(VisitNotFound), transaction():
        publish_programme(1, note={}, act=ACT)


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
