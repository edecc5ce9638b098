"""The proof: no letter is lost, whenever the worker is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.notifications.models import Mail, MailState
from tests.conftest import SECRET, installation
from tests.notifications.post_office import open_post_office, post

LETTERS, KILLS = 200, 30
# The worker's own delivery, again and again, with a lease short enough for a test to wait for.
# What it needs is imported once: each sender is forked from that, one for each line that is written to it.
SENDER = """
import os, signal, sys, time
from dataclasses import replace
from datetime import timedelta
from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.notifications.jobs import deliver_batch
from eventapp.notifications.queries import BACKLOG
app = create_app(read_settings(os.environ))
backlog = replace(BACKLOG, lease=timedelta(seconds=float(os.environ["LEASE"])))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    sender = os.fork()
    if not sender:
        break
    print(sender, flush=True)
else:
    sys.exit()
with app.app_context():
    while True:
        if not deliver_batch(app.extensions["eventapp.settings"], backlog=backlog):
            time.sleep(0.02)
"""


@contextmanager
def starting(environ: dict[str, str]) -> Iterator[Callable[[], int]]:
    """What starts a sender and gives its number, whenever it is called; those that live are killed in the end."""
    command, started = [sys.executable, "-c", SENDER], []
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:

        def start() -> int:
            assert parent.stdin
            assert parent.stdout
            parent.stdin.write("\n")
            parent.stdin.flush()
            started.append(int(parent.stdout.readline()))
            return started[-1]

        try:
            yield start
        finally:
            for sender in started:
                with suppress(ProcessLookupError):
                    os.kill(sender, signal.SIGKILL)


@contextmanager
def senders(environ: dict[str, str], number: int) -> Iterator[None]:
    """So many at once, until this ends."""
    with starting(environ) as start:
        for _ in range(number):
            start()
        yield


def environment(folder: Path, address: str, *, lease: float) -> dict[str, str]:
    """``lease`` in seconds."""
    return {
        **os.environ,
        "LEASE": str(lease),
        "EVENTAPP_DATA_DIR": str(folder),
        "EVENTAPP_SECRET_KEY": SECRET,
        "EVENTAPP_SMTP_URL": address,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def wait_until_all_are_sent() -> None:
    deadline = time.monotonic() + 60
    while waiting() and time.monotonic() < deadline:
        time.sleep(0.1)


def waiting() -> int:
    session.remove()
    return session.scalar(select(func.count()).where(Mail.state == MailState.WAITING)) or 0


@pytest.mark.slow
def test_killed_thirty_times_every_letter_arrives_and_repeats_are_recognisable(tmp_path: Path) -> None:
    chance = random.Random(20170403)  # noqa: S311 - moments, not secrets
    with open_post_office() as (office, address):
        environ = environment(tmp_path, address, lease=0.3)
        with installation(tmp_path):
            sent = {post(address=f"person-{number}@example.org") for number in range(LETTERS)}
            with starting(environ) as start:
                for _ in range(KILLS):
                    sender = start()
                    time.sleep(chance.uniform(0, 0.06))
                    os.kill(sender, signal.SIGKILL)
            in_between = waiting()
            with senders(environ, 1):
                wait_until_all_are_sent()
    arrived = defaultdict(set)
    for message in office.messages():
        arrived[message["To"].addresses[0].addr_spec].add(message["Message-ID"])
    assert len(arrived) == LETTERS
    assert {identity for identities in arrived.values() for identity in identities} == sent
    assert all(len(identities) == 1 for identities in arrived.values())
    assert in_between > 0, "the kills came too late to prove anything"


def addresses(number: int) -> list[str]:
    return [f"person-{one:02}@example.org" for one in range(number)]


@pytest.mark.slow
def test_nobody_gets_a_letter_twice_from_a_server_slower_than_the_lease(tmp_path: Path) -> None:
    with open_post_office() as (office, address), installation(tmp_path):
        office.seconds = 7.0
        with senders(environment(tmp_path, address, lease=2), 3):  # and one of them has nothing else to do
            for to in addresses(2):
                post(address=to)
            wait_until_all_are_sent()
    assert sorted(office.heard) == addresses(2)


def test_workers_side_by_side_send_each_letter_once(tmp_path: Path) -> None:
    with open_post_office() as (office, address), installation(tmp_path):
        office.seconds = 0.03
        with senders(environment(tmp_path, address, lease=60), 3):
            for to in addresses(60):
                post(address=to)
            wait_until_all_are_sent()
    assert sorted(office.heard) == addresses(60)
    assert office.conversations > 1, "only one of them did anything"
