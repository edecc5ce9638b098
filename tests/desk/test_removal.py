"""A visit is removed as a whole, when nobody is inside their term; its neighbours keep everything."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.accounts.models import Account
from eventapp.board.models import Variant
from eventapp.core import erasures
from eventapp.core.acts import COMMAND
from eventapp.core.db import Base, session, transaction
from eventapp.delegations.models import Delegation, Member
from eventapp.desk.errors import PeopleInsideTheirTerm
from eventapp.desk.removal import remove_visit, rows_of, tables_inside
from eventapp.mailing.models import AskedSpeaker, Proposal, SlotAnswer
from eventapp.people.models import Apart, Search
from eventapp.planning.models import IntendedClash
from eventapp.programme.models import Way
from eventapp.programme.snapshot import SlotStatus
from eventapp.registration.models import NewsChoice, Registration
from eventapp.registration.rules import News, Status
from eventapp.registration.words import serve_newcomers
from eventapp.rosters.models import HandedOver
from eventapp.visitfiles.models import LoadedFile
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import Membership, Right
from tests.factories import (
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
)
from tests.questions.sent import stored
from tests.registration.people import answering, join

OUTSIDE = {
    "account",
    "account_session",
    "sign_in_link",
    "sign_in_request",
    "link_request",
    "attempts",
    "heartbeat",
    "erasure",
}
"""Tables with nothing of a visit. A new table is inside by a column visit_id or a foreign key, or is named here."""
AFTER = datetime(2019, 1, 1, tzinfo=UTC)


def counts() -> dict[str, int]:
    session.remove()
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name in tables_inside()
    }


def fill(slug: str) -> int:
    """A visit with something in every table."""
    visit = make_visit(slug=slug).id
    make_organisation(visit)
    venue = make_venue(visit)
    room = make_room(venue.id)
    row = make_session(visit, venue_id=venue.id, room_id=room.id)
    make_slot(row.id, make_speaker(visit).id)
    publish(visit)
    make_question(visit, "room", "single", kind="one")
    for _ in range(2):  # the second time it is an attempt
        join(visit, f"{slug}@example.org", answered=answering(visit, room="single"))
    with transaction():
        serve_newcomers(visit)  # as the worker does
    asked = AskedSpeaker(visit_id=visit, code="kari", asked_at=NOON)
    add(asked)
    add(stored(visit, slug, b"%PDF"))
    asked_id = session.scalars(select(AskedSpeaker.id).where(AskedSpeaker.visit_id == visit)).one()
    add(SlotAnswer(asked_id=asked_id, session="opening", said=SlotStatus.CONFIRMED, word="Yes", answered_at=NOON))
    add(Proposal(asked_id=asked_id, field="name", was="Kari", text="Kari N.", proposed_at=NOON))
    account = Account(email=f"{slug}@example.org", email_key=f"{slug}@example.org", language="en", created_at=NOON)
    add(account)
    account_id = session.scalars(select(Account.id).where(Account.email == f"{slug}@example.org")).one()
    add(Search(key=slug, visit_id=visit, account_id=account_id, words="ona", created_at=NOON))
    add(Membership(visit_id=visit, account_id=account_id, role=Right.READER))
    add(NewsChoice(account_id=account_id, visit_id=visit, how=News.DAILY, told_id=0, told_at=None))
    add(Way(venue_id=venue.id, to_id=make_venue(visit, "hut").id, position=1, minutes=5, waiting=0, by=""))
    add(IntendedClash(visit_id=visit, key="a", state="b", reason="so", said_by=COMMAND, said_at=NOON))
    add(Variant(visit_id=visit, held_on=NOON.date(), name="A", made_by=COMMAND, made_at=NOON, steps=[]))
    add(LoadedFile(visit_id=visit, content={"things": []}, loaded_at=NOON))
    add(HandedOver(visit_id=visit, to_whom="", numbers={}, handed_at=NOON))
    person = session.scalars(select(Registration.id).where(Registration.visit_id == visit)).one()
    add(Apart(one_id=person, other_id=person, visit_id=visit))
    add(Delegation(visit_id=visit, language="lt", sent_key=slug, keep_days=1, created_at=NOON))
    group = session.scalars(select(Delegation.id).where(Delegation.visit_id == visit)).one()
    member = {"delegation_id": group, "registration_id": person, "position": 1, "made": True, "turn": 1}
    add(Member(**member, status=Status.CONFIRMED))
    return visit


def test_each_table_is_inside_or_named(app: Flask) -> None:
    assert {table.name for table in Base.metadata.sorted_tables} == tables_inside() | OUTSIDE
    assert tables_inside() & OUTSIDE == set()


def test_nothing_of_it_is_left_and_nothing_of_another_is_gone(app: Flask) -> None:
    fill("bergen")
    alone = counts()
    assert all(alone.values()), alone
    visit = fill("oslo")
    person = str(session.scalars(select(Base.metadata.tables["registration"].c.id).filter_by(visit_id=visit)).one())
    expected = rows_of(visit)
    with transaction():
        gone = remove_visit(visit, now=AFTER)
    assert gone == expected
    assert counts() == alone
    assert erasures.lines() == [("registration", person)]
    with transaction(), pytest.raises(VisitNotFound):
        remove_visit(visit, now=AFTER)


def test_people_inside_their_term_keep_it(app: Flask) -> None:
    visit = make_visit(keep_days=30).id
    join(visit, now=NOON)
    before = counts()
    last = datetime(2017, 5, 6, 22, 0, tzinfo=UTC)  # midnight in Oslo, thirty days after the last day
    with transaction(), pytest.raises(PeopleInsideTheirTerm) as refused:
        remove_visit(visit, now=last - timedelta(seconds=1))
    assert "2017-05-0" in refused.value.text("en")
    assert counts() == before
    with transaction():
        remove_visit(visit, now=last)
    assert counts()["visit"] == 0
