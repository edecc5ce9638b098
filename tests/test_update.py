"""An update as docs/admin.md tells it: two servers started anew in turn, while people read and register."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.registration.models import Registration
from tests.conftest import SECRET, free_port, installation
from tests.factories import make_session, make_visit, publish
from tests.nginx import proxy
from tests.postgres import scratch_database
from tests.processes import MARKER, SOURCE, environment, marked
from tests.visitors import Visitor

UNIT = SOURCE / "deploy" / "eventapp-serve@.service"
PROGRAM = "/opt/eventapp/current/bin/eventapp"


def unit(name: str, instance: int) -> list[str]:
    """The words of that line of the unit, as systemd hands them on."""
    (line,) = (line for line in UNIT.read_text().splitlines() if line.startswith(f"{name}="))
    words = shlex.split(line.removeprefix(f"{name}=").replace("%i", str(instance)))
    return [part for word in words for part in ((sys.executable, "-m", "eventapp") if word == PROGRAM else (word,))]


@dataclass
class Service:
    """An instance of the unit: started as soon as its ExecStartPost ends well, stopped by SIGTERM."""

    port: int
    environ: Mapping[str, str]
    written: Path
    main: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self) -> None:
        name, _, value = unit("Environment", self.port)[0].partition("=")
        with self.written.open("ab") as file:
            command = unit("ExecStart", self.port)
            environ = {**self.environ, name: value}
            self.main.append(subprocess.Popen(command, env=environ, cwd=SOURCE, stdout=file, stderr=file))
        done = subprocess.run(unit("ExecStartPost", self.port), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + self.written.read_text()

    def restart(self) -> None:
        self.main[-1].terminate()
        assert self.main[-1].wait(15) == 0, self.written.read_text()
        self.start()


@contextmanager
def two_servers(folder: Path, database_url: str) -> Iterator[tuple[Service, Service]]:
    """Both have started; nothing of them is left afterwards, whatever happens."""
    marker = uuid4().hex
    environ = environment(
        EVENTAPP_DATA_DIR=str(folder),
        EVENTAPP_DATABASE_URL=database_url,
        EVENTAPP_SECRET_KEY=SECRET,
        EVENTAPP_BASE_URL="https://localhost",
        EVENTAPP_TRUSTED_PROXIES="1",
        EVENTAPP_LIMITS="register_address=100000/hour",
        **{MARKER: marker},
    )
    servers = (Service(free_port(), environ, folder / "first"), Service(free_port(), environ, folder / "second"))
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for left in marked(marker):
            os.kill(left, signal.SIGKILL)
        for process in (process for server in servers for process in server.main):
            process.wait()


@dataclass
class Crowd:
    """People who read and register, each in a thread, until it is over. ``answers``: {(what, status): how many}."""

    port: int
    certificate: Path
    answers: Counter[tuple[str, object]] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        self._again_and_again("page", lambda visitor: visitor.get("/en/oslo/programme").status)

    def register(self) -> None:
        self._again_and_again("registration", lambda visitor: visitor.register(f"{uuid4().hex}@example.org").status)

    def _again_and_again(self, what: str, ask: Callable[[Visitor], int]) -> None:
        while not self.over.is_set():
            try:
                self.answers[what, ask(Visitor(self.port, certificate=self.certificate))] += 1
            except (OSError, IndexError) as error:  # no connection; a page without a form
                self.answers[what, repr(error)] += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [threading.Thread(target=work) for work in (self.read, self.read, self.register, self.register)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nobody_gets_an_error_while_two_servers_are_restarted_in_turn(database: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path}/eventapp.sqlite3"
        if database == "postgresql":
            url = stack.enter_context(scratch_database())
        with installation(tmp_path, EVENTAPP_DATABASE_URL=url):
            visit = make_visit()
            make_session(visit.id)
            publish(visit.id)
        servers = stack.enter_context(two_servers(tmp_path, url))
        address = stack.enter_context(proxy(tmp_path / "nginx", (servers[0].port, servers[1].port)))
        crowd = Crowd(urlsplit(address).port or 0, tmp_path / "nginx" / "fullchain.pem")
        named = Visitor(crowd.port, certificate=crowd.certificate).get("/healthz").headers["x-request-id"]
        with crowd.at_work():
            for server in servers:
                server.restart()
        with installation(tmp_path, EVENTAPP_DATABASE_URL=url):
            stored = session.scalar(select(func.count()).select_from(Registration))
    assert len(named) == 32  # the proxy's name for the request; the program's own are shorter
    assert set(crowd.answers) == {("page", 200), ("registration", 303)}
    assert stored == crowd.answers["registration", 303] > 0
