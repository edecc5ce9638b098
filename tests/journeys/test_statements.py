"""A page asks the database as often for 400 sessions as for 40; what is compiled asks nothing at all.

The pages are read from the URL map, so a new one is counted without being named here. A placeholder that this test
does not know how to fill fails it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, update

from eventapp.accounts.operations import make_sign_in_link
from eventapp.board.operations import begin_variant
from eventapp.core import page_cache
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from eventapp.delegations.models import Delegation, Member
from eventapp.mailing.models import AskedSpeaker
from eventapp.mailing.operations import ask_speakers
from eventapp.monitor import PROBE_HEADER
from eventapp.notifications.models import Mail
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.programme.models import Session
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.publishing.models import Output, OutputState
from eventapp.visits.history import record
from eventapp.visits.members import organise_all
from eventapp.visits.models import HistoryEntry
from tests.delegations.groups import register_group, someone
from tests.factories import (
    LINKS,
    NOON,
    add,
    make_organisation,
    make_question,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
    text,
)
from tests.registration.people import answering, change, join, proof_of, row

SIZES = (40, 400)
BESIDE = 10
"""For so many sessions there is one of everything else: a person, a speaker, a letter, a line of history."""


@pytest.fixture
def visits(app: Flask) -> dict[int, dict[str, str]]:
    """{number of sessions: what stands in addresses after each word} of two released visits."""
    found = {size: large_visit(size) for size in SIZES}
    with transaction():
        ready = {"state": OutputState.READY, "body": b"%PDF-1.7", "made_at": NOON}
        session.execute(update(Output).where(Output.kind == "pdf").values(**ready))
    return found


def large_visit(size: int) -> dict[str, str]:
    visit = make_visit(slug=f"visit-{size}")
    visit_id, slug = visit.id, visit.slug
    venue_id = make_venue(visit_id, "house").id
    make_room(venue_id, "hall")
    session_id = make_session(visit_id, "first", venue_id=venue_id).id
    add(*(item(visit_id, number, venue_id=venue_id) for number in range(1, size)))
    for number in range(size // BESIDE):
        make_question(visit_id, f"question-{number}", "yes", "no", kind="one")
    answered = answering(visit_id, **{f"question-{number}": "yes" for number in range(size // BESIDE)})
    for number in range(size // BESIDE):
        speaker_id = make_speaker(visit_id, f"speaker-{number}", position=number).id
        make_slot(session_id, speaker_id, position=number)
        make_organisation(visit_id, f"organisation-{number}", position=number)
        join(
            visit_id,
            f"person-{number}@{slug}.example.org",
            organisation=f"organisation-{number}",
            answered=answered,
            now=NOON,
        )
        with transaction():
            thing = f"session.item-{number + 1}"
            record(visit_id, Act(COMMAND, LINKS, NOON), PlanAction.CHANGED, PlanKind.SESSION, thing)
    return {"slug": slug, **standing_in(visit_id, slug)}


def item(visit_id: int, number: int, **values: Any) -> Session:
    return Session(
        visit_id=visit_id,
        code=f"item-{number}",
        uid=f"{visit_id}-{number}@visits.example.org",
        position=number + 1,
        kind=Kind.MEETING,
        title=text(f"Item {number}"),
        abstract=text("We go on."),
        starts_at=NOON + timedelta(minutes=number),
        ends_at=NOON + timedelta(minutes=number + 10),
        status=SessionStatus.CONFIRMED,
        **values,
    )


def standing_in(visit_id: int, slug: str) -> dict[str, str]:
    """After each word of an address: what exists."""
    publish(visit_id)
    make_speaker(visit_id, "removed")
    answered = answering(visit_id, **{"question-0": "yes"})
    person = join(visit_id, f"last@{slug}.example.org", answered=answered, now=NOON)
    mail = session.scalars(select(Mail.id).where(Mail.to_address == person.email)).one()
    change(person, email=f"new@{slug}.example.org")
    person = row(person.email)
    other = join(visit_id, f"other@{slug}.example.org", now=NOON)
    register_group(visit_id, someone("Anyone"))
    group = session.scalars(select(Delegation).where(Delegation.visit_id == visit_id)).one()
    member = session.scalars(select(Member.id).where(Member.delegation_id == group.id)).one()
    speaker = make_speaker(visit_id, "asked", email=f"asked@{slug}.example.org")
    make_slot(make_session(visit_id, "asked", starts_at=None, ends_at=None).id, speaker.id, status=SlotStatus.INVITED)
    with transaction():
        ask_speakers(visit_id, ["asked"], act=Act(COMMAND, LINKS, NOON))
    asked = session.scalars(select(AskedSpeaker).where(AskedSpeaker.visit_id == visit_id)).one()
    group_id, group_token = str(group.id), LINKS.group_token(group.id, group.generation)
    with transaction():
        remove_item(visit_id, Key("speaker", "removed"), act=Act(COMMAND, LINKS, NOON))
    removed = session.scalars(select(func.max(HistoryEntry.id)).where(HistoryEntry.visit_id == visit_id)).one()
    with transaction():
        variant = begin_variant(visit_id, NOON.date(), "Later", act=Act(COMMAND, LINKS, NOON))
    with transaction():
        organise_all(f"{slug}@example.org", language="lt", now=utc_now())
    with transaction():
        sign_in = make_sign_in_link(f"{slug}@example.org", now=utc_now())
    return {
        "sessions": "first",
        "speakers": "speaker-0",
        "slots": "speaker-0",
        "venues": "house",
        "rooms": "hall",
        "organisations": "organisation-0",
        "questions": "question-0",
        "choices": "yes",
        "registrations": str(person.id),
        "outbox": str(mail),
        "removed": str(removed),
        "variants": str(variant),
        "releases": "1",
        "release": "1",
        "r": LINKS.registration_token(person.id, person.generation),
        "g": group_token,
        "s": LINKS.speaker_token(asked.id, asked.generation),
        "same": str(other.id),
        "groups": group_id,
        "people": str(member),
        "email": proof_of(person),
        "sign-in": sign_in,
    }


def addresses(app: Flask, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(rule, address) of each page that can be asked for, in Lithuanian; of what people have sent none."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static_file" and "/files/" not in rule.rule:
            yield rule.rule, "/".join(filled(part, known) for part in before_each(rule.rule))


def before_each(rule: str) -> Iterator[tuple[str, str]]:
    """(the part before, the part) of each part of an address."""
    parts = rule.split("/")
    return zip(["", *parts], parts, strict=False)


def filled(pair: tuple[str, str], known: dict[str, str]) -> str:
    before, part = pair
    found = re.search(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", part)
    if not found:
        return part
    value = "lt" if found[1] == "language" else known["slug"] if found[1] == "slug" else known.get(before)
    assert value, f"what stands for {part} after /{before}/? Tell this test"
    return part.replace(found[0], value)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked inside the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def proof() -> dict[str, str]:
    """With which the address that only the doctor asks for answers."""
    second = int(utc_now().timestamp())
    return {PROBE_HEADER: f"{second}.{LINKS.probe(second)}"}


def count(client: FlaskClient, path: str) -> tuple[int, bool]:
    """(how many statements, whether the answer is compiled: the same for all, with an ETag)."""
    session.remove()
    with statements() as asked:
        answer = client.get(path, headers={"Accept-Language": "lt", **proof()})
    assert answer.status_code in (200, 302, 303, 410), (path, answer.status_code)
    return len(asked), "ETag" in answer.headers


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compiled stays so, however slow the machine is: nobody looks anew between two pages."""
    monkeypatch.setattr(page_cache, "FRESH_SECONDS", 3600.0)


@pytest.mark.usefixtures("fresh")
def test_pages_ask_as_often_for_400_sessions_as_for_40(
    desk: FlaskClient, app: Flask, visits: dict[int, dict[str, str]]
) -> None:
    counted: dict[int, dict[str, int]] = {}
    for size, known in visits.items():
        app.extensions["eventapp.page_caches"].clear()
        counted[size] = {rule: count(desk, path)[0] for rule, path in addresses(app, known)}
    fewer, more = counted.values()
    assert fewer == more
    assert sum(1 for rule in fewer if rule.startswith("/organise/visits/<slug>/")) >= 15
    assert max(fewer.values()) <= MOST


MOST = 40
"""No page asks more often than that, whatever it shows."""


@pytest.mark.usefixtures("fresh")
def test_what_is_compiled_asks_nothing(client: FlaskClient, app: Flask, visits: dict[int, dict[str, str]]) -> None:
    known = visits[SIZES[0]]
    pages = [(rule, path) for rule, path in addresses(app, known) if not rule.startswith("/organise")]
    made = {rule: count(client, path) for rule, path in pages}
    again = {rule: count(client, path)[0] for rule, path in pages if made[rule][1]}
    assert len(again) >= 8
    assert again == dict.fromkeys(again, 0)
    assert sum(asked for asked, compiled in made.values() if compiled) > 0


def test_a_placeholder_that_nobody_explained_is_an_error() -> None:
    assert filled(("rooms", "<code>"), {"rooms": "hall"}) == "hall"
    with pytest.raises(AssertionError, match="Tell this test"):
        filled(("cellars", "<int:bottle>"), {"rooms": "hall"})


def test_each_statement_is_counted(app: Flask) -> None:
    add()
    with statements() as asked:
        session.execute(select(Mail.id))
        session.execute(select(Output.id))
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2
