"""The database goes away under a running server: what is not stored is not thanked for, and nothing needs a restart."""

import os
import resource
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.registration.models import Registration
from tests.conftest import SECRET, installation
from tests.factories import make_visit, publish
from tests.notifications.post_office import PostOffice, open_post_office, post
from tests.postgres import Cluster
from tests.processes import COMMAND, Installation, started
from tests.registration.people import TYPED
from tests.visitors import Answer, Visitor

# Root may write everywhere; without this capability it may not.
AS_A_USER = () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override")
FORM, PROGRAMME, CALENDAR = "/lt/oslo/register", "/lt/oslo/programme", "/lt/oslo/programme.ics"
GONE = "the database file is not there, or cannot be opened"
READ_ONLY = "the database can only be read"
FULL = "the disk of the database is full, or cannot be written"
LOCKED = "another program keeps the database locked"
UNREACHABLE = "the database cannot be reached"


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Installation]:
    """A server of pages, without a worker, with a released visit."""
    with installation(folder, **environ):
        publish(make_visit().id)
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET, **environ}
    with started(folder / "output", command=(*AS_A_USER, *COMMAND, "serve"), **settings) as running:
        running.wait_until_ready()
        yield running


def stored(folder: Path, **environ: str) -> list[str]:
    with installation(folder, **environ):
        return sorted(session.scalars(select(Registration.email)))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith("eventapp.sqlite3")]


@contextmanager
def moved_away(folder: Path, _running: Installation) -> Iterator[str]:
    aside = folder / "aside"
    aside.mkdir()
    for file in files(folder):
        file.rename(aside / file.name)
    yield GONE
    assert files(folder) == [], "an empty database was made in its place"
    for file in aside.iterdir():
        file.rename(folder / file.name)


@contextmanager
def deleted_and_restored(folder: Path, _running: Installation) -> Iterator[str]:
    database, copy = folder / "eventapp.sqlite3", folder / "copy"
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    for file in files(folder):
        file.unlink()
    yield GONE
    copy.rename(database)


@contextmanager
def folder_moved_away(folder: Path, _running: Installation) -> Iterator[str]:
    aside = folder.with_name("aside")
    folder.rename(aside)
    yield GONE
    assert not folder.exists()
    aside.rename(folder)


@contextmanager
def read_only(folder: Path, _running: Installation) -> Iterator[str]:
    for file in files(folder):
        file.chmod(0o400)
    yield READ_ONLY
    for file in files(folder):
        file.chmod(0o600)


@contextmanager
def full(folder: Path, running: Installation) -> Iterator[str]:
    """The write-ahead log may not grow any more; the server's own lines, in a smaller file, may."""
    size = (folder / "eventapp.sqlite3-wal").stat().st_size
    kept = {number: resource.prlimit(number, resource.RLIMIT_FSIZE) for number in running.living()}
    for number, (_, most) in kept.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, (size, most))
    yield FULL
    for number, limits in kept.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, limits)


@contextmanager
def locked(folder: Path, _running: Installation) -> Iterator[str]:
    holder = sqlite3.connect(folder / "eventapp.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield LOCKED
    holder.close()


Break = Callable[[Path, Installation], AbstractContextManager[str]]


@pytest.mark.parametrize(
    "broken",
    [moved_away, deleted_and_restored, folder_moved_away, read_only, full, locked],
    ids=lambda broken: broken.__name__,
)
def test_sqlite_goes_away_and_comes_back(broken: Break, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with serving(home) as running:
        through_an_outage(running, lambda: broken(home, running))
    assert stored(home) == ["before@example.org", "during@example.org", "later@example.org"]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster.make()
    made.start(durable=True)
    yield made
    made.remove()


@contextmanager
def stopped(cluster: Cluster, _name: str) -> Iterator[str]:
    cluster.stop()
    yield UNREACHABLE
    cluster.start(durable=True)


@contextmanager
def killed(cluster: Cluster, _name: str) -> Iterator[str]:
    cluster.stop("immediate")
    yield UNREACHABLE
    cluster.start(durable=True)


@contextmanager
def standing_by(cluster: Cluster, name: str) -> Iterator[str]:
    with cluster.connect() as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    yield READ_ONLY
    with cluster.connect() as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = off")


@contextmanager
def held(cluster: Cluster, name: str) -> Iterator[str]:
    """Somebody keeps the visits' table to themselves; the rest can be read, so the server is ready."""
    with cluster.connect(name) as connection, connection.transaction():
        connection.execute("LOCK TABLE visit IN ACCESS EXCLUSIVE MODE")
        yield ""


@pytest.mark.parametrize("broken", [stopped, killed, standing_by, held], ids=lambda broken: broken.__name__)
def test_postgresql_goes_away_and_comes_back(
    broken: Callable[[Cluster, str], AbstractContextManager[str]], cluster: Cluster, tmp_path: Path
) -> None:
    name = f"test_{uuid4().hex}"
    with cluster.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = f"postgresql://eventapp@/{name}?host={cluster.folder}"
    with serving(tmp_path, EVENTAPP_DATABASE_URL=url) as running:
        through_an_outage(running, lambda: broken(cluster, name))
    emails = stored(tmp_path, EVENTAPP_DATABASE_URL=url)
    assert emails == ["before@example.org", "during@example.org", "later@example.org"]


def test_the_log_is_taken_away_and_what_stood_in_it_alone_is_kept(tmp_path: Path) -> None:
    """Some take it for a file left behind. Whatever was thanked for is there after the worst end, too.

    Who comes in between, while each of the two processes lets go of the old log, is asked to come back.
    """
    thanked = []
    with serving(tmp_path, EVENTAPP_WEB_PROCESSES="2") as running:
        reader = Visitor(running.port)
        for number in range(30):
            if number == 10:
                for ending in ("-wal", "-shm"):
                    (tmp_path / f"eventapp.sqlite3{ending}").unlink()
            email = f"{number}@example.org"
            answer = reader.register(email)
            if answer.status == 303:
                thanked.append(email)
            else:
                assert_is_away(answer)
        for process in running.living():
            os.kill(process, signal.SIGKILL)
        running.process.wait()
    assert len(thanked) >= 20, "it went on"
    assert set(thanked) <= set(stored(tmp_path))
    with sqlite3.connect(tmp_path / "eventapp.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def through_an_outage(running: Installation, outage: Callable[[], AbstractContextManager[str]]) -> None:
    """Before, during and after; what is refused meanwhile is sent again from the page that said so."""
    reader, late = Visitor(running.port), Visitor(running.port)
    pages = {path: reader.get(path).body for path in (PROGRAMME, CALENDAR)}
    assert reader.register("before@example.org").status == 303
    form = reader.get(FORM).form()
    with ExitStack() as broken:
        words = broken.enter_context(outage())
        refused = reader.send(form, typed("during@example.org"))
        assert_says_so(refused)
        assert_keeps(refused, typed("during@example.org"))
        for path, body in pages.items():
            answer = late.get(path)
            assert (answer.status, answer.body) == (200, body)
        ready = late.get("/readyz")
        assert (ready.status, ready.text) == ((503, f"{words}\n") if words else (200, "ready\n"))
        assert late.get("/healthz").status == 200
        assert_says_so(reader.send(refused.form()))
    again = reader.send(refused.form())
    assert (again.status, again.headers.get("location")) == (303, f"{FORM}/sent"), again.text
    assert late.register("later@example.org").status == 303
    assert late.get("/readyz").text == "ready\n"
    assert running.output().count("nothing is stored until that is over") == 1 or not words, running.output()
    assert "Traceback" not in running.output()


def typed(email: str) -> dict[str, str]:
    others = {"organisation": "other", "other_organisation": "Varėnos biblioteka", "diet": "vegan"}
    return {**TYPED, **others, "family_name": "<b>&\"Ąžuolaitė'", "needs": "Two\r\nlines", "email": email}


def assert_is_away(answer: Answer) -> None:
    assert answer.status == 503, answer.text
    assert answer.headers["retry-after"] == "10"
    assert answer.headers["cache-control"] == "no-store"
    assert "nepavyksta pasiekti mūsų duomenų" in answer.text


def assert_says_so(answer: Answer) -> None:
    assert_is_away(answer)
    assert "Nieko neįrašyta: šiuo metu nepavyksta pasiekti mūsų duomenų." in answer.text


def assert_keeps(answer: Answer, words: dict[str, str]) -> None:
    """All that was typed is in the page's form, which goes to where it was sent."""
    form = answer.form()
    assert (form.action, form.method) == (FORM, "post")
    assert {name: form.value(name) for name in words} == words
    assert form.value("csrf_token")


def test_a_worker_waits_and_goes_on(tmp_path: Path) -> None:
    """Also the worker makes no new database, and its log is not filled."""
    with open_post_office() as (office, address):
        settings = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET, "EVENTAPP_SMTP_URL": address}
        with installation(tmp_path):
            post(address="before@example.org")
        with started(tmp_path / "output", command=(*COMMAND, "worker"), **settings) as running:
            wait_for(office, 1)
            with moved_away(tmp_path, running):
                wait_until(lambda: GONE in running.output(), running)
            with installation(tmp_path):
                post(address="after@example.org")
            wait_for(office, 2)
            assert running.process.poll() is None
            assert "Traceback" not in running.output()
            assert running.output().count(GONE) == 1, running.output()


def wait_for(office: PostOffice, letters: int) -> None:
    deadline = time.monotonic() + 60
    while len(office.arrived) < letters:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_until(holds: Callable[[], bool], running: Installation) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, running.output()
        time.sleep(0.05)
