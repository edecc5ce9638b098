"""Workers that live, are silent or hang, and what is due for long."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from eventapp import __version__
from eventapp.core.db import session, transaction
from eventapp.core.heartbeats import Heartbeat, beat
from eventapp.doctor import Finding, examine
from eventapp.visits.queries import get_visit
from tests.conftest import installation
from tests.doctor.patients import NOW, environ, live, words, wrong
from tests.factories import publish
from tests.notifications.post_office import open_post_office, post


@pytest.mark.parametrize(("minutes", "runs"), [(9, True), (11, False)])
def test_letters_that_are_due_for_long_are_told_although_the_worker_lives(
    healthy: Path, minutes: int, runs: bool
) -> None:
    with installation(healthy):
        post(now=NOW - timedelta(minutes=minutes))
    with open_post_office() as (_, address):
        found = wrong(healthy, EVENTAPP_SMTP_URL=address)
    assert [finding.about for finding in found] == ([] if runs else ["worker"])


@pytest.mark.parametrize(("minutes", "runs"), [(9, True), (11, False)])
def test_pdfs_that_are_due_for_long_are_told_as_well(healthy: Path, minutes: int, runs: bool) -> None:
    with installation(healthy):
        publish(get_visit("oslo").id, now=NOW - timedelta(minutes=minutes))
    assert [finding.about for finding in wrong(healthy)] == ([] if runs else ["worker"])


def test_without_a_mail_server_letters_wait_and_nothing_is_wrong(healthy: Path) -> None:
    with installation(healthy):
        post(now=NOW - timedelta(days=3))
        post(now=NOW)
    assert wrong(healthy) == []
    assert words(healthy, "worker") == ["it lives; no PDF is overdue; letters that wait in the outbox: 2"]


def test_a_worker_that_never_ran(healthy: Path) -> None:
    with installation(healthy), transaction():
        session.execute(delete(Heartbeat))
    with installation(healthy):
        publish(get_visit("oslo").id, now=NOW - timedelta(minutes=11))
    found = wrong(healthy)
    assert [(one.about, one.remedy) for one in found] == [
        ("worker", "start eventapp worker (or eventapp run), and keep it running")
    ]
    assert re.fullmatch(
        r"it has not run yet; overdue for more than ten minutes are letters: 0, PDFs: [1-9]", found[0].words
    )


@pytest.mark.parametrize(("minutes", "lives"), [(4, True), (6, False)])
def test_a_worker_that_is_silent_and_one_job_that_is_not_counts_as_life(
    healthy: Path, minutes: int, lives: bool
) -> None:
    with installation(healthy):
        live(now=NOW - timedelta(minutes=50))
        with transaction():
            beat("notifications.tidy", now=NOW - timedelta(minutes=minutes))
    last = NOW - timedelta(minutes=minutes)
    assert [one.words for one in wrong(healthy)] == (
        [] if lives else [f"it was last heard of at {last:%Y-%m-%d %H:%M} UTC"]
    )


def test_a_job_that_hangs_while_others_come_to_their_end(healthy: Path) -> None:
    with installation(healthy):
        live(now=NOW)
        with transaction():
            beat("publishing.compile", now=NOW - timedelta(minutes=61))
    assert wrong(healthy) == [
        Finding(
            "worker",
            "publishing.compile has not come to its end since 2026-11-02 10:59 UTC",
            "look into its log for the reason, and restart it",
        )
    ]


def test_a_job_that_has_not_come_to_its_end_yet(healthy: Path) -> None:
    with installation(healthy), transaction():
        session.execute(delete(Heartbeat).where(Heartbeat.job == "publishing.compile"))
    found = [one for one in examine(environ(healthy), secret_key=None, now=NOW) if one.state != "ok"]
    assert found[:-1] == [Finding("worker", "publishing.compile has not come to its end yet", unsure=True)]


def test_a_worker_of_another_version(healthy: Path) -> None:
    with installation(healthy), transaction():
        session.execute(update(Heartbeat).where(Heartbeat.job == "registration.erase").values(version="0.0.9"))
    assert wrong(healthy) == [
        Finding(
            "worker",
            f"registration.erase is done by version 0.0.9, and this is {__version__}",
            "restart the worker",
        )
    ]
