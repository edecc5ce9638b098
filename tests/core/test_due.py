"""Leases: letters that wait between their tries, files that do not; both by the one mechanism."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.due import Backlog
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.operations import withdraw_mail
from eventapp.notifications.queries import BACKLOG as LETTERS
from eventapp.publishing.compilation import BACKLOG as FILES
from eventapp.publishing.models import Output, OutputState
from tests.conftest import installation
from tests.factories import NOON, make_session, make_visit, publish
from tests.notifications.post_office import post

SECOND = timedelta(seconds=1)
Made = tuple[Backlog[Any], Any]


def letters() -> Made:
    """Three that are due at noon."""
    for name in "abc":
        post(address=f"{name}@example.org", now=NOON)
    return LETTERS, Mail


def files() -> Made:
    visit = make_visit()
    make_session(visit.id)
    publish(visit.id)
    return FILES, Output


@pytest.fixture(params=[letters, files])
def made(app: Flask, request: pytest.FixtureRequest) -> Made:
    """(a backlog with three rows that are due, its model)."""
    make: Callable[[], Made] = request.param
    return make()


def take(backlog: Backlog[Any], later: timedelta = timedelta()) -> Any:
    with transaction():
        return backlog.take(now=NOON + later)


def row(backlog: Backlog[Any], key: Any) -> Any:
    session.remove()
    return session.get_one(backlog.model, key)


def fail(backlog: Backlog[Any], key: Any, error: str, later: timedelta = timedelta(), **more: bool) -> bool:
    with transaction():
        return backlog.note_failure(key, error, now=NOON + later, **more)


def test_each_is_taken_once_and_then_none_is_due(made: Made) -> None:
    backlog, _ = made
    assert backlog.some_are_due(now=NOON)
    taken = {take(backlog) for _ in range(3)}
    assert len(taken) == 3
    assert None not in taken
    assert not backlog.some_are_due(now=NOON)
    assert take(backlog) is None


def test_after_a_crash_the_lease_runs_out(made: Made) -> None:
    backlog, _ = made
    taken = {take(backlog) for _ in range(3)}
    assert take(backlog, backlog.lease - SECOND) is None
    assert {take(backlog, backlog.lease) for _ in range(3)} == taken


def test_a_lease_of_a_clock_that_was_put_back_holds_nobody_up(made: Made) -> None:
    backlog, _ = made
    taken = {take(backlog, timedelta(days=1)) for _ in range(3)}
    assert {take(backlog) for _ in range(3)} == taken


def test_who_is_a_little_ahead_keeps_what_they_have(made: Made) -> None:
    backlog, _ = made
    for _ in range(3):
        take(backlog, backlog.lease)
    assert take(backlog) is None


def test_what_is_given_back_is_due_as_it_was(made: Made) -> None:
    backlog, _ = made
    taken = [take(backlog) for _ in range(3)]
    with transaction():
        backlog.give_back(taken[1])
    assert row(backlog, taken[1]).tries == 0
    assert take(backlog) == taken[1]


def test_a_renewed_lease_runs_longer(made: Made) -> None:
    backlog, _ = made
    taken = [take(backlog) for _ in range(3)]
    backlog.renew(taken[0], now=NOON + 10 * SECOND)
    assert {take(backlog, backlog.lease) for _ in range(3)} == {*taken[1:], None}
    assert take(backlog, backlog.lease + 10 * SECOND) == taken[0]


def test_nobody_s_lease_is_not_renewed(made: Made) -> None:
    """It was given back, or is to be made anew."""
    backlog, _ = made
    taken = take(backlog)
    with transaction():
        backlog.give_back(taken)
    backlog.renew(taken, now=NOON)
    assert row(backlog, taken).leased_until is None


def test_what_has_failed_is_given_up_after_its_last_wait(made: Made) -> None:
    backlog, model = made
    taken, later = take(backlog), timedelta()
    with transaction():
        session.execute(update(model).where(backlog.key != taken).values(state=backlog.failed))
    for number, wait in enumerate(backlog.waits, 1):
        assert fail(backlog, taken, f"reason {number}", later) is False
        found = row(backlog, taken)
        assert (found.state, found.tries, found.error) == (backlog.waiting, number, f"reason {number}")
        assert found.leased_until is None
        later += wait
        assert take(backlog, later - SECOND) == (None if wait else taken)
        assert wait == timedelta() or take(backlog, later) == taken
    assert fail(backlog, taken, "the last", later) is True
    found = row(backlog, taken)
    assert (found.state, found.tries, found.error) == (backlog.failed, len(backlog.waits) + 1, "the last")


def test_what_failed_for_good_is_not_tried_again(made: Made) -> None:
    backlog, _ = made
    taken = take(backlog)
    assert fail(backlog, taken, "x" * 600, for_good=True) is True
    found = row(backlog, taken)
    assert (found.state, found.tries, found.error, found.leased_until) == (backlog.failed, 1, "x" * 500, None)


def test_what_is_to_be_made_anew_is_due_at_once_with_all_its_tries(made: Made) -> None:
    backlog, model = made
    taken = [take(backlog) for _ in range(3)]
    fail(backlog, taken[0], "no", for_good=True)
    with transaction():
        backlog.begin_anew(session.get_one(model, taken[0]), now=NOON)
    found = row(backlog, taken[0])
    assert (found.state, found.tries, found.error, found.leased_until) == (backlog.waiting, 0, "", None)
    assert take(backlog) == taken[0]


def test_a_letter_taken_back_while_it_was_sent_stays_taken_back(app: Flask) -> None:
    letters()
    taken = take(LETTERS)
    with transaction():
        withdraw_mail(taken, now=NOON)
    assert fail(LETTERS, taken, "550 no such person: a@example.org", for_good=True) is False
    LETTERS.renew(taken, now=NOON)
    found = row(LETTERS, taken)
    assert (found.state, found.tries, found.error) == (MailState.ERASED, 0, "")
    assert found.leased_until == NOON + LETTERS.lease


def test_a_file_that_another_has_made_stays_ready(app: Flask) -> None:
    files()
    taken = take(FILES)
    with transaction():
        session.execute(update(Output).where(Output.id == taken).values(state=OutputState.READY, leased_until=None))
    assert fail(FILES, taken, "no paper") is False
    found = row(FILES, taken)
    assert (found.state, found.tries, found.error, found.leased_until) == (OutputState.READY, 0, "", None)


def test_while_it_is_in_hand_nobody_else_gets_it_and_afterwards_it_is_let_go(made: Made) -> None:
    backlog = replace(made[0], lease=timedelta(seconds=0.6))
    taken = [_now(backlog) for _ in range(3)]
    with backlog.in_hand(taken[0]):
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            got = _now(backlog)
            assert got != taken[0]
            time.sleep(0.05)
    kept = row(backlog, taken[0]).leased_until
    time.sleep(0.4)  # in which it would have been renewed once more
    assert row(backlog, taken[0]).leased_until == kept


def test_while_the_database_is_away_it_goes_on_and_the_lease_is_renewed_afterwards(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with installation(tmp_path):
        letters()
        backlog = replace(LETTERS, lease=timedelta(seconds=0.3))
        taken = _now(backlog)
        leased_until = row(backlog, taken).leased_until
        session.remove()
        (file,) = tmp_path.glob("*.sqlite3")
        with caplog.at_level(logging.WARNING, "eventapp.core.due"), backlog.in_hand(taken):
            file.rename(tmp_path / "away")
            time.sleep(0.5)
            (tmp_path / "away").rename(file)
            time.sleep(0.5)
        assert row(backlog, taken).leased_until > leased_until
    lines = [record.getMessage() for record in caplog.records if record.name == "eventapp.core.due"]
    assert set(lines) == {f"the lease of Mail.id {taken} could not be renewed"}


def _now(backlog: Backlog[Any]) -> Any:
    with transaction():
        return backlog.take(now=utc_now())
