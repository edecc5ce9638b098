"""The worker makes what is due, one file after the other; what a press refuses, and what it is stopped over."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core import jobs, press
from eventapp.core.db import session
from eventapp.publishing.jobs import compile_due, compile_next
from eventapp.publishing.models import Output, OutputState
from tests.factories import make_session, make_visit, publish

ADDRESS = "http://visits.example.org"
Row = tuple[OutputState, int, str, bool]


@pytest.fixture
def due(app: Flask) -> None:
    """Three files."""
    visit = make_visit().id
    make_session(visit)
    publish(visit)


@pytest.fixture
def ending() -> Iterator[None]:
    """The worker is to end."""
    jobs.ending.set()
    yield
    jobs.ending.clear()


def rows() -> list[Row]:
    """(state, tries, why the last one failed, whether somebody has it in hand)."""
    session.remove()
    papers = session.scalars(select(Output).where(Output.kind == "pdf").order_by(Output.id))
    return [(row.state, row.tries, row.error, row.leased_until is not None) for row in papers]


UNTOUCHED: Row = (OutputState.DUE, 0, "", False)


@pytest.mark.usefixtures("due")
def test_what_the_press_refuses_is_said_in_the_log_and_in_its_row(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(press, "WALL_SECONDS", 0)
    assert compile_next(ADDRESS)
    assert rows() == [(OutputState.DUE, 1, "not ready after 0 seconds", False), UNTOUCHED, UNTOUCHED]
    said = [(entry.levelname, entry.getMessage()) for entry in caplog.records if entry.name == compile_next.__module__]
    words = "PDF not made, the release page says why: visit=oslo release=1 language=lt"
    assert said == [("WARNING", words)]


@pytest.mark.usefixtures("due", "ending")
def test_a_worker_that_is_to_end_gives_its_file_back_untried() -> None:
    assert compile_next(ADDRESS)
    assert rows() == [UNTOUCHED] * 3


@pytest.mark.usefixtures("due", "ending")
def test_a_worker_that_is_to_end_begins_no_other(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        compile_due()
    assert (rows(), caplog.records) == ([UNTOUCHED] * 3, [])


@pytest.mark.usefixtures("app")
def test_where_nothing_is_due_nothing_is_made() -> None:
    assert not compile_next(ADDRESS)
