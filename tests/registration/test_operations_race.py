"""The proof with real processes: twenty people at once for one place; exactly one gets it, every time."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.models import Visit
from tests.conftest import SECRET, free_port, installation
from tests.factories import make_visit
from tests.postgres import scratch_database
from tests.registration.people import TYPED, token_in

ROUNDS, PEOPLE = 20, 20


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation on a database of its own."""
    limits = "register_address=100000/hour register_email=100000/hour"
    environ = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET, "EVENTAPP_LIMITS": limits}
    if request.param == "sqlite":
        yield environ
    else:
        with scratch_database() as url:
            yield environ | {"EVENTAPP_DATABASE_URL": url}


@contextmanager
def server(environ: dict[str, str]) -> Iterator[int]:
    """A server process on a port of its own."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "eventapp", "serve"],
        env={**os.environ, **environ, "PORT": str(port), "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


class Person:
    """A browser with the form open: its own connection, cookie and token."""

    def __init__(self, port: int, slug: str, number: int) -> None:
        self.path, self.number = f"/en/{slug}/register", number
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.request("GET", self.path)
        answer = self.connection.getresponse()
        self.token = token_in(answer.read().decode())
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]

    def register(self) -> int:
        typed = {**TYPED, "organisation": "other", "other_organisation": "A library"}
        typed |= {"email": f"person{self.number}@example.org", "csrf_token": self.token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        self.connection.request("POST", self.path, urlencode(typed), headers)
        answer = self.connection.getresponse()
        answer.read()
        self.connection.close()
        return answer.status


def confirmed(slug: str) -> dict[str, int]:
    session.remove()
    counted = select(Registration.status, func.count()).join(Visit).where(Visit.slug == slug)
    return dict(session.execute(counted.group_by(Registration.status)).all())


@pytest.mark.slow
def test_twenty_at_once_for_one_place(database: dict[str, str], tmp_path: Path) -> None:
    with (
        installation(tmp_path, **database),
        server(database) as first,
        server(database) as second,
        ThreadPoolExecutor(PEOPLE) as crowd,
    ):
        for number in range(ROUNDS):
            slug = f"round-{number}"
            make_visit(slug=slug, places=1)
            people = list(crowd.map(lambda n, at=slug: Person((first, second)[n % 2], at, n), range(PEOPLE)))
            statuses = list(crowd.map(Person.register, people))
            assert statuses == [303] * PEOPLE
            assert confirmed(slug) == {Status.CONFIRMED: 1, Status.WAITLISTED: PEOPLE - 1}, f"round {number}"
