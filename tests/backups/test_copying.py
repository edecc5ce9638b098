"""From SQLite to PostgreSQL: every row, and the next one has a number of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from eventapp.core.clock import utc_now
from eventapp.core.db import session
from eventapp.core.links import Links
from eventapp.registration.models import Registration
from eventapp.visits.models import Visit
from tests.backups.saving import BASE, content, opened, values
from tests.commands.typed import done, refused
from tests.conftest import SECRET, installation
from tests.desk.test_removal import fill
from tests.factories import make_organisation, make_visit
from tests.postgres import scratch_database
from tests.processes import COMMAND, started
from tests.registration.people import join
from tests.visitors import Visitor


def test_everything_is_there_and_goes_on(tmp_path: Path) -> None:
    with scratch_database() as url:
        here = values(tmp_path)
        there = here | {"EVENTAPP_DATABASE_URL": url}
        with opened(here):
            fill("bergen")
            visit = make_visit().id
            people = [join(visit, f"ąžuolas{number}@example.org", now=utc_now()) for number in range(30)]
            identity, generation = people[7].id, people[7].generation
            before = content()
        said = done(here, "db", "copy", url)
        assert "rows of" in said
        assert said.splitlines()[0].endswith("tables are there, and the same.")
        with opened(there):
            assert content() == before
            assert make_organisation(visit).id > 1
            assert make_visit(slug="next").id not in {visit, 1}
        with started(tmp_path / "output", command=(*COMMAND, "serve"), **there) as running:
            running.wait_until_ready()
            visitor = Visitor(running.port)
            own = "/r/" + Links(BASE, SECRET).registration_token(identity, generation)
            assert "ąžuolas7@example.org" in visitor.get(own).text
            assert visitor.register("new@example.org").status == 303
        assert refused(here, "db", "copy", url) == "the other database is not empty; copy into a new one"
        with opened(there):
            assert len(list(session.scalars(select(Visit)))) == 3


def test_what_does_not_fit_is_named_and_nothing_is_copied(tmp_path: Path) -> None:
    """SQLite takes longer words than the column allows, PostgreSQL does not."""
    with installation(tmp_path):
        make_visit()
    with closing(sqlite3.connect(tmp_path / "eventapp.sqlite3")) as database, database:
        database.execute("UPDATE visit SET timezone = ?", ["x" * 100])
    with scratch_database() as url:
        line = refused(values(tmp_path), "db", "copy", url)
        assert line == (
            "a row of visit does not fit into the other database: value too long for type character varying(60)"
        )
        with opened(values(tmp_path, EVENTAPP_DATABASE_URL=url)):
            assert list(session.scalars(select(Registration))) == []


def test_other_ways_there_are_not(tmp_path: Path) -> None:
    with installation(tmp_path):
        pass
    here = values(tmp_path)
    only = "only from SQLite (EVENTAPP_DATABASE_URL) to PostgreSQL (URL) is there a way"
    assert refused(here, "db", "copy", f"sqlite:///{tmp_path}/other.sqlite3") == only
    assert refused(here, "db", "copy", "mysql://localhost/x") == (
        "URL cannot be used; expected sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
    )
    line = refused(here, "db", "copy", "postgresql://ada:hush@127.0.0.1:1/visits")
    assert line.startswith("the other database cannot be used: connection failed")
    assert "hush" not in line


def test_not_while_somebody_may_write(tmp_path: Path) -> None:
    with installation(tmp_path):
        make_visit()
    here = values(tmp_path)
    with scratch_database() as url, started(tmp_path / "output", command=(*COMMAND, "serve"), **here) as running:
        running.wait_until_ready()
        assert refused(here, "db", "copy", url) == (
            "somebody has the database open: stop eventapp (serve, worker, run) first, or what they write is lost"
        )
