"""Counting attempts: rows that all processes share, times that end, nobody kept out for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from eventapp.app import create_app
from eventapp.config import Limit
from eventapp.core import current
from eventapp.core.db import db, session, transaction
from eventapp.core.errors import TooManyAttempts, TooManyForMailbox
from eventapp.core.limits import Attempts, check
from eventapp.notifications.jobs import tidy
from tests.conftest import installation, make_settings
from tests.factories import NOON

MAILBOX = {"register_email": "ada@example.org"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def passes(attempts: dict[str, str], *, first: str = "") -> bool:
    try:
        check(attempts, first_passes=first)
    except TooManyAttempts:
        return False
    return True


def rows() -> int:
    found = session.scalar(select(func.count()).select_from(Attempts))
    session.remove()
    return found or 0


def test_so_many_pass_and_the_next_is_told_when_to_come_back(app: Flask, clock: time_machine.Traveller) -> None:
    assert [passes(MAILBOX) for _ in range(6)] == [True] * 5 + [False]
    clock.shift(600)
    with pytest.raises(TooManyForMailbox) as refused:
        check(MAILBOX)
    assert (refused.value.status, refused.value.retry_after, refused.value.field) == (429, 3001, "email")


def test_who_goes_on_while_refused_is_not_kept_out_for_longer(app: Flask, clock: time_machine.Traveller) -> None:
    for _ in range(5):
        check(MAILBOX)
    for _ in range(59):
        clock.shift(60)
        assert not passes(MAILBOX)
    clock.shift(60)
    assert [passes(MAILBOX) for _ in range(6)] == [True] * 5 + [False]


def test_what_one_counter_refuses_the_others_do_not_count(app: Flask, clock: time_machine.Traveller) -> None:
    for number in range(60):
        check({"register_address": "203.0.113.7", "register_email": f"{number}@example.org"})
    for _ in range(20):
        assert not passes({"register_address": "203.0.113.7"} | MAILBOX)
    assert [passes({"register_address": "203.0.113.8"} | MAILBOX) for _ in range(6)] == [True] * 5 + [False]


def test_each_limit_counts_for_itself(app: Flask, clock: time_machine.Traveller) -> None:
    for name in ("register_email", "letter_email", "letter_registration"):
        assert [passes({name: "the same"}) for _ in range(6)] == [True] * 5 + [False]


def test_the_first_passes_where_it_is_said_to(app: Flask, clock: time_machine.Traveller) -> None:
    for number in range(60):
        check({"sign_in_address": "203.0.113.7", "sign_in_email": f"{number}@example.org"})
    ona = {"sign_in_address": "203.0.113.7", "sign_in_email": "ona@example.org"}
    assert [passes(ona, first="sign_in_email") for _ in range(3)] == [True, False, False]
    assert not passes(ona | {"sign_in_email": "jonas@example.org"})


def test_a_clock_that_was_set_back_keeps_nobody_out(app: Flask, clock: time_machine.Traveller) -> None:
    for _ in range(5):
        check(MAILBOX)
    clock.move_to(NOON - timedelta(seconds=61))
    assert passes(MAILBOX)


@pytest.mark.parametrize("behind", [timedelta(microseconds=1), timedelta(seconds=59)])
def test_clocks_that_are_apart_count_together(app: Flask, clock: time_machine.Traveller, behind: timedelta) -> None:
    """A thread that looked at the clock first may come second, and another server's clock may be behind."""
    passed = []
    for late in (timedelta(), behind, timedelta(), behind / 2, behind, behind, timedelta()):
        clock.move_to(NOON - late)
        passed.append(passes(MAILBOX))
    assert passed == [True] * 5 + [False] * 2
    clock.move_to(NOON + timedelta(hours=1))
    assert passes(MAILBOX)
    clock.move_to(NOON + timedelta(hours=1) - behind)
    assert [passes(MAILBOX) for _ in range(5)] == [True] * 4 + [False], "also where a time has ended and one begins"


def test_threads_together_pass_as_often_as_the_limit_says(app: Flask) -> None:
    def attempt(number: int) -> bool:
        with app.app_context():
            try:
                return passes({"register_address": f"203.0.113.{number % 3}"} | MAILBOX)
            finally:
                session.remove()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(80))) == 5


def test_another_process_and_a_restart_count_on(tmp_path: Path) -> None:
    with installation(tmp_path):
        for _ in range(5):
            check(MAILBOX)
    with create_app(make_settings(tmp_path)).app_context():
        assert not passes(MAILBOX)
        db.engine.dispose()


def test_nothing_personal_is_kept(app: Flask) -> None:
    check({"register_address": "203.0.113.7"} | MAILBOX)
    kept = [row.key for row in session.scalars(select(Attempts))]
    assert len(kept) == 2
    assert all(len(key) == 22 for key in kept)
    assert not any("example" in key or "203" in key for key in kept)


def test_two_requests_with_the_same_counters_ask_for_them_in_one_order(app: Flask) -> None:
    """Or each could hold what the other waits for."""
    asked: list[list[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO attempts"):
            values = parameters.values() if isinstance(parameters, dict) else parameters
            keys = [value for value in values if isinstance(value, str) and len(value) == 22]
            asked.append(list(dict.fromkeys(keys)))

    counters = {"register_address": "203.0.113.7", "letter_registration": "x"} | MAILBOX
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        check(counters)
        check(dict(reversed(counters.items())))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 2
    assert asked[0] == asked[1] == sorted(asked[0])


def test_the_key_is_keyed(app: Flask) -> None:
    check(MAILBOX)
    (before,) = session.scalars(select(Attempts.key))
    session.remove()
    settings = current.settings()
    app.extensions["eventapp.settings"] = replace(settings, secret_key="another-key-of-at-least-32-letters")
    try:
        check(MAILBOX)
    finally:
        app.extensions["eventapp.settings"] = settings
    assert {before} < set(session.scalars(select(Attempts.key)))


def test_the_worker_sweeps_what_is_over(app: Flask, clock: time_machine.Traveller) -> None:
    check(MAILBOX)
    clock.shift(1800)
    check({"register_address": "203.0.113.7"})
    latest = max(session.scalars(select(Attempts.ends_at)))
    clock.move_to(NOON + timedelta(hours=1, seconds=-1))
    tidy()
    assert rows() == 2
    clock.move_to(NOON + timedelta(hours=1))
    tidy()
    assert list(session.scalars(select(Attempts.ends_at))) == [latest]


def test_a_smaller_limit_holds_at_once(app: Flask, clock: time_machine.Traveller) -> None:
    for _ in range(4):
        check(MAILBOX)
    settings = current.settings()
    app.extensions["eventapp.settings"] = replace(settings, limits={**settings.limits, "register_email": Limit(2, 60)})
    try:
        assert [passes(MAILBOX) for _ in range(3)] == [True, True, False]  # its time is shorter, so it begins anew
        clock.shift(60)
        assert passes(MAILBOX)
    finally:
        app.extensions["eventapp.settings"] = settings


def test_an_attempt_counts_whatever_becomes_of_it(app: Flask) -> None:
    check(MAILBOX)
    with pytest.raises(ZeroDivisionError), transaction():
        _ = 1 // 0
    assert rows() == 1
