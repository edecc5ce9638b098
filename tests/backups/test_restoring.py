"""A backup made while people register, put back elsewhere: nothing is missing, and what was erased stays erased."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from eventapp.backups import archive
from eventapp.core import erasures
from eventapp.core.acts import WORKER, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.links import Links
from eventapp.notifications.models import Mail
from eventapp.registration.erasing import erase_registration
from eventapp.registration.jobs import erase
from eventapp.registration.models import Registration
from tests.backups.saving import BASE, Environ, content, make_something, opened, values
from tests.commands.typed import done, refused
from tests.conftest import SECRET
from tests.factories import make_visit
from tests.processes import COMMAND, started
from tests.registration.people import join
from tests.visitors import Visitor


@pytest.mark.slow
def test_saved_under_load_and_put_back(places: tuple[Environ, Environ], tmp_path: Path) -> None:
    here, there = places
    file, limits = tmp_path / "saved.zip", {"EVENTAPP_LIMITS": "register_address=100000/hour"}
    with opened(here):
        make_something()
    sent: list[str] = []
    with started(tmp_path / "output", command=(*COMMAND, "serve"), **here, **limits) as running:
        running.wait_until_ready()
        ending = threading.Event()
        crowd = [threading.Thread(target=register_on, args=(running.port, n, ending, sent)) for n in range(4)]
        for person in crowd:
            person.start()
        while len(sent) < 20:
            ending.wait(0.01)
        before = set(sent)
        said = done(here, "backup", str(file))
        after = set(sent)
        ending.set()
        for person in crowd:
            person.join()
    assert "rows of" in said
    assert file.stat().st_mode & 0o777 == 0o600
    rows = archive.read_manifest(file).rows
    assert len(before) <= rows["registration"] <= len(after) + len(crowd)
    done(there, "restore", str(file))
    with opened(here):
        whole = content()
    with opened(there):
        found = content()
        assert len(found["people"]) == rows["registration"]
        assert before <= {email for email, _ in found["people"].values()}
    assert found["people"].items() <= whole["people"].items()
    assert set(found["letters"]) <= set(whole["letters"])
    assert len(found["letters"]) == rows["mail"] == rows["registration"]
    assert (found["uids"], found["files"]) == (whole["uids"], whole["files"])
    links = Links(BASE, SECRET)
    identity, (email, generation) = next(iter(found["people"].items()))
    with started(tmp_path / "output", command=(*COMMAND, "serve"), **there, **limits) as running:
        running.wait_until_ready()
        visitor = Visitor(running.port)
        assert email in visitor.get("/r/" + links.registration_token(identity, generation)).text
        assert visitor.get("/lt/oslo/programme.ics").status == 200
        assert visitor.register("new@example.org").status == 303


def register_on(port: int, number: int, ending: threading.Event, sent: list[str]) -> None:
    count = 0
    while not ending.is_set():
        email = f"person{number}-{count}@example.org"
        assert Visitor(port).register(email).status == 303
        sent.append(email)
        count += 1


def test_what_was_erased_after_the_backup_stays_erased(places: tuple[Environ, Environ], tmp_path: Path) -> None:
    """By the worker whose term was over, and on request: both stand beside the next backup."""
    here, there = places
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    with opened(here):
        visit = make_visit(places=1, keep_days=1).id
        gone = join(visit, "gone@example.org", now=utc_now()).id
        join(visit, "waits@example.org", now=utc_now())
    done(here, "backup", str(first))
    with opened(here) as app:
        with transaction():
            erase_registration(str(gone), Act(WORKER, Links(BASE, SECRET), utc_now()))
        with app.app_context():
            erase()
        assert Path(here["EVENTAPP_DATA_DIR"], "erased.log").read_text() == f"registration {gone}\n"
    done(here, "backup", str(second))
    assert (tmp_path / "erased.log").read_text() == f"registration {gone}\n"
    said = done(there, "restore", str(first))
    assert "Erased again, since it had been erased after that: 1." in said
    with opened(there):
        assert {row.email: row.status for row in session.scalars(select(Registration))} == {
            "waits@example.org": "confirmed"
        }
        assert [
            mail.to_address for mail in session.scalars(select(Mail).where(Mail.about.contains(gone.hex[:24])))
        ] == [""]
        assert erasures.lines() == [("registration", str(gone))]
    assert Path(there["EVENTAPP_DATA_DIR"], "erased.log").read_text() == f"registration {gone}\n"


def test_whose_term_is_over_by_now_is_erased_before_the_first_page(
    places: tuple[Environ, Environ], tmp_path: Path
) -> None:
    here, there = places
    with opened(here):
        visit = make_visit(keep_days=1).id
        join(visit, "old@example.org", now=datetime(2017, 3, 1, tzinfo=UTC))
        join(visit, "new@example.org", now=utc_now())
    done(here, "backup", str(tmp_path / "saved.zip"))
    assert "Erased again" in done(there, "restore", str(tmp_path / "saved.zip"))
    with opened(there):
        assert list(session.scalars(select(Registration.email))) == ["new@example.org"]


def test_a_named_file_of_erasures_is_read_too(tmp_path: Path) -> None:
    here, there = values(tmp_path / "here"), values(tmp_path / "there")
    Path(here["EVENTAPP_DATA_DIR"]).mkdir()
    with opened(here):
        visit = make_visit().id
        people = [join(visit, f"{name}@example.org", now=utc_now()).id for name in ("one", "two")]
    done(here, "backup", str(tmp_path / "saved.zip"))
    (tmp_path / "more.log").write_text(f"registration {people[1]}\nregistration {UUID(int=7)}\nregistra")
    done(there, "restore", str(tmp_path / "saved.zip"), "--erased", str(tmp_path / "more.log"))
    with opened(there):
        assert list(session.scalars(select(Registration.email))) == ["one@example.org"]
    assert refused(values(tmp_path / "x"), "restore", str(tmp_path / "saved.zip"), "--erased", "nowhere") == (
        "nowhere is no file"
    )
