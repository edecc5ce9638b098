"""After a change of address or program the files of the release in force are made anew, and nothing else changes."""

import re
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.links import Links
from eventapp.core.program import program_digest
from eventapp.publishing import jobs
from eventapp.publishing.compilation import store_output, take_order
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.operations import remake_outputs
from eventapp.publishing.queries import find_output
from eventapp.visits.history import history
from tests.conftest import SECRET
from tests.factories import NOON, make_session, make_visit, publish

OLD, NEW = "http://visits.example.org", "https://new.example.net"
LATER = NOON + timedelta(days=30)


def bodies() -> dict[tuple[int, str, str], bytes | None]:
    session.remove()
    query = select(Output.release_id, Output.kind, Output.language, Output.body).order_by(Output.id)
    return {(release, kind, language): body for release, kind, language, body in session.execute(query)}


def print_all(base_url: str, now: datetime = NOON) -> None:
    """What the worker does, with a press that knows nothing but the address."""
    while True:
        with transaction():
            order = take_order(now=utc_now())
            if order is None:
                return
            store_output(order, f"%PDF for {base_url}".encode(), base_url=base_url, now=now)


def remake(visit_id: int) -> int:
    with transaction():
        return remake_outputs(visit_id, act=Act(COMMAND, Links(NEW, SECRET), LATER))


def test_calendars_have_the_new_address_and_keep_what_clients_compare(app: Flask) -> None:
    visit = make_visit().id
    make_session(visit)
    publish(visit)
    publish(visit, now=NOON + timedelta(days=1))
    print_all(OLD)
    before = bodies()
    assert remake(visit) == 6
    after = bodies()
    first, second = sorted({release for release, _, _ in before})
    for (release, kind, language), body in before.items():
        assert body
        changed = after[release, kind, language]
        if release == first or kind == "pdf":
            assert changed == body, "earlier releases keep theirs, and old paper serves meanwhile"
        else:
            assert changed != body
            assert changed == body.replace(OLD.encode(), NEW.encode())
            for name in (b"UID", b"SEQUENCE", b"LAST-MODIFIED", b"DTSTAMP"):
                assert re.findall(rb"^%s.*$" % name, changed, re.MULTILINE) == re.findall(
                    rb"^%s.*$" % name, body, re.MULTILINE
                )
    found = find_output(second, "ics", "lt")
    assert found
    assert (found.base_url, found.made_at, found.state) == (NEW, LATER, OutputState.READY)
    assert [(entry.action, entry.thing) for entry in history(visit)][:1] == [("made anew", "release.2")]
    print_all(NEW, LATER + timedelta(minutes=1))
    paper = {key: body for key, body in bodies().items() if key[1] == "pdf"}
    assert {release: {paper[key] for key in paper if key[0] == release} for release in (first, second)} == {
        first: {f"%PDF for {OLD}".encode()},
        second: {f"%PDF for {NEW}".encode()},
    }


def test_a_running_server_hands_out_the_new_files_within_a_second(app: Flask, client: FlaskClient) -> None:
    visit = make_visit().id
    make_session(visit)
    publish(visit)
    print_all(OLD)
    old = client.get("/lt/oslo/programme.ics"), client.get("/lt/oslo/programme.pdf")
    remake(visit)
    forget_the_last_look(app)
    assert client.get("/lt/oslo/programme.pdf").data == old[1].data
    new = client.get("/lt/oslo/programme.ics", headers={"If-Modified-Since": old[0].headers["Last-Modified"]})
    assert (new.status_code, NEW.encode() in new.data) == (200, True)
    print_all(NEW, LATER + timedelta(minutes=1))
    forget_the_last_look(app)
    assert client.get("/lt/oslo/programme.pdf").data == f"%PDF for {NEW}".encode()


def forget_the_last_look(app: Flask) -> None:
    """A second passes."""
    app.extensions["eventapp.page_caches"]["publishing"]._next_look.clear()


def test_a_file_that_failed_is_tried_again(app: Flask) -> None:
    visit = make_visit().id
    publish(visit)
    with transaction():
        for output in session.scalars(select(Output).where(Output.kind == "pdf")):
            output.state, output.tries, output.error = OutputState.FAILED, 3, "no"
    remake(visit)
    rows = session.execute(select(Output.state, Output.tries, Output.error).where(Output.kind == "pdf")).all()
    assert {tuple(row) for row in rows} == {("due", 0, "")}


def test_after_an_update_the_worker_makes_them_anew_by_itself(app: Flask) -> None:
    """Of the release in force alone, once; what could not be made is tried once more. The old bytes serve meanwhile."""
    visit = make_visit().id
    make_session(visit)
    publish(visit)
    publish(visit, now=NOON + timedelta(days=1))
    print_all(OLD)
    before, made = bodies(), set(session.scalars(select(Output.made_at).where(Output.kind == "ics")))
    jobs.renew()
    assert states() == {"ready"}
    with transaction():
        earlier_program = update(Output).values(made_by="earlier")
        session.execute(earlier_program)
        failed = session.scalars(select(Output).order_by(Output.id.desc())).first()
        assert failed
        failed.state = OutputState.FAILED
    jobs.renew()
    assert bodies() == before
    assert set(session.scalars(select(Output.made_at).where(Output.kind == "ics"))) == made, "the same bytes"
    assert states() == {"ready", "due"}
    assert [(entry.action, str(entry.actor)) for entry in history(visit)][:1] == [("made anew", "worker")]
    told = len(history(visit))
    print_all(OLD)
    jobs.renew()
    assert (states(), len(history(visit))) == ({"ready"}, told)
    of_program = select(Output.release_id, Output.made_by).distinct().order_by(Output.release_id)
    first, second = sorted({release for release, _, _ in before})
    assert session.execute(of_program).all() == [(first, "earlier"), (second, program_digest())]


def test_what_cannot_be_made_by_this_program_either_is_not_tried_for_ever(app: Flask) -> None:
    publish(make_visit().id)
    with transaction():
        session.execute(update(Output).where(Output.kind == "pdf").values(state=OutputState.FAILED, made_by="earlier"))
    jobs.renew()
    assert states() == {"ready", "due"}
    with transaction():
        session.execute(update(Output).where(Output.kind == "pdf").values(state=OutputState.FAILED))
    jobs.renew()
    assert states() == {"ready", "failed"}


def states() -> set[str]:
    session.remove()
    return {str(state) for state in session.scalars(select(Output.state))}


def test_without_a_release_there_is_nothing_to_make(app: Flask) -> None:
    assert remake(make_visit().id) == 0
