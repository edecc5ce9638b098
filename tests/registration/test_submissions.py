"""What follows a sending of the form: the same work for all, a correction of the address, and what the desk is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import Base, db, session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail, MailState
from eventapp.people import listing
from eventapp.registration import operations, queries, submissions
from eventapp.registration.errors import RegistrationClosed, SameAddress, SendingIsOver, VisitIsFull
from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import Attempt, Registration, SearchWord, Sending
from eventapp.registration.rules import Diet
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, entry, join, leave, letters, row, states

WRONG, RIGHT = "zydrnue@example.org", "zydrune@example.org"
SECOND = timedelta(seconds=1)
# As letters and pages say it.
CORRECTION, ATTEMPT = timedelta(minutes=30), timedelta(days=30)


def send(visit_id: int, email: str = WRONG, **values: Any) -> str:
    """Send the form; gives the key."""
    now = values.pop("now", NOON)
    with transaction():
        return operations.register(visit_id, entry(email, **values), act=Act(PARTICIPANT, LINKS, now))


def correct(visit_id: int, key: str, email: str = RIGHT, *, now: Any = NOON) -> str:
    with transaction():
        return operations.correct_address(visit_id, key, email, act=Act(PARTICIPANT, LINKS, now))


def attempts(email: str) -> list[str]:
    return [f"{item.given_name} {item.family_name}" for item in queries.attempts(row(email).id)]


@contextmanager
def statements() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement.split(" (", maxsplit=1)[0].replace("INSERT INTO attempt", "INSERT INTO registration"))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


# ---- the same work


@pytest.mark.parametrize("places", [None, 500])
def test_whoever_is_known_costs_the_same_statements_in_the_same_order(app: Flask, places: int | None) -> None:
    """One more row of a table of the same width, one more letter, one more line of history, and nothing else."""
    visit = make_visit(places=places).id
    make_organisation(visit)
    for email in ("known@example.org", "zzz@example.org"):
        join(visit, email)
    found = {}
    for name, values in {
        "new": {"email": "new@example.org"},
        "known": {"email": "known@example.org"},
        "other name": {"email": "known@example.org", "given_name": "Ona"},
    }.items():
        with statements() as asked:
            send(visit, organisation="birzai", other_organisation="", **values)
        found[name] = asked
    assert found["known"] == found["new"]
    assert found["other name"] == found["new"]
    assert sum(statement.startswith("INSERT INTO registration") for statement in found["new"]) == 1  # no words
    assert len(found["new"]) < 15


def test_as_many_rows_and_bytes_are_written_for_whoever_is_known(app: Flask) -> None:
    visit = make_visit().id
    join(visit, "known@example.org")
    join(visit, "zzz@example.org")

    def rows() -> dict[str, int]:
        session.remove()
        tables = (Sending, SearchWord, Mail)
        found = {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
        return found | {"history": len(history(visit)), "people": count_of(Registration) + count_of(Attempt)}

    def more(email: str) -> dict[str, int]:
        before = rows()
        send(visit, email)
        return {name: number - before[name] for name, number in rows().items()}

    assert more("another@example.org") == more("known@example.org")
    attempt, registration = (Base.metadata.tables[name] for name in ("attempt", "registration"))
    assert len(set(attempt.columns.keys()) & set(registration.columns.keys())) >= 15
    assert len(attempt.indexes) == len(registration.indexes) + 1  # and its unique address


def count_of(table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_words_of_an_attempt_find_nobody(app: Flask) -> None:
    visit = make_visit().id
    join(visit)
    send(visit, RIGHT, given_name="Petronijus")
    found = listing.page_of(visit, listing.Filter(words="petronijus"), listing.Cursor(), "lt", LINKS.sign_place)
    assert found.rows == []
    assert sum(listing.counts(visit, listing.Filter()).values()) == 1
    put_in_place()
    found = listing.page_of(visit, listing.Filter(words="petronijus"), listing.Cursor(), "lt", LINKS.sign_place)
    assert found.rows == []


# ---- correcting the address


def test_whoever_was_told_that_they_are_registered_stays_so(app: Flask) -> None:
    """A stranger registers somebody, waits until they are told so, and then lets it have been another address."""
    visit = make_visit().id
    stranger = send(visit, RIGHT, given_name="Mal")
    send(visit, RIGHT, given_name="Žydrūnė")
    correct(visit, stranger, "stranger@example.org")
    assert states() == {RIGHT: "confirmed", "stranger@example.org": "confirmed"}
    assert row(RIGHT).generation == 1, "the link that they were sent still opens"


def test_what_this_sending_made_moves_and_its_link_is_a_new_one(app: Flask) -> None:
    visit = make_visit(places=1).id
    key = send(visit, diet=Diet.VEGAN)
    made = row(WRONG)
    correct(visit, key)
    moved = row(RIGHT)
    assert (moved.id, moved.turn, moved.status, moved.diet) == (made.id, made.turn, made.status, Diet.VEGAN)
    assert moved.generation == 2
    assert states() == {RIGHT: "confirmed"}
    assert [to for to, _ in letters() if to] == [RIGHT], "the letter that waited for the wrong address is taken back"
    (letter,) = session.scalars(select(Mail).where(Mail.to_address == RIGHT))
    assert LINKS.registration(moved.id, 2) in text_of(letter)
    assert letter.attachments == [{"kind": "visit.ics", "visit": visit, "count": 0, "cancelled": False}]
    assert [
        found.id
        for found in listing.page_of(
            visit, listing.Filter(words="zydrune"), listing.Cursor(), "lt", LINKS.sign_place
        ).rows
    ]
    assert listing.page_of(visit, listing.Filter(words="zydrnue"), listing.Cursor(), "lt", LINKS.sign_place).rows == []
    assert history(visit)[0].changes == [{"field": "email"}]


def test_a_letter_that_was_sent_stays_sent_and_its_link_is_dead(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit)
    with transaction():
        session.scalars(select(Mail)).one().state = MailState.SENT
    correct(visit, key)
    assert sorted(to for to, _ in letters()) == sorted([WRONG, RIGHT])
    assert row(RIGHT).generation == 2


def test_a_correction_can_be_corrected_and_each_key_counts_once(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit, "one@example.org")
    second = correct(visit, key, "two@example.org")
    correct(visit, second, RIGHT)
    assert states() == {RIGHT: "confirmed"}
    for spent in (key, second, "", "nonsense"):
        with pytest.raises(SendingIsOver):
            correct(visit, spent, "three@example.org")
    assert row(RIGHT).generation == 3


def test_once_its_link_was_opened_a_correction_is_a_new_sending(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit)
    made = row(WRONG)
    assert queries.is_unopened(made, now=NOON)
    assert not queries.is_unopened(made, now=NOON + CORRECTION)
    with transaction():
        submissions.note_opened(visit, made.id)
    assert not queries.is_unopened(row(WRONG), now=NOON)
    correct(visit, key)
    assert states() == {WRONG: "confirmed", RIGHT: "confirmed"}
    assert row(WRONG).generation == 1
    assert row(RIGHT).family_name == made.family_name


def test_who_typed_the_address_of_somebody_registered_is_registered_by_the_correction(app: Flask) -> None:
    """Nobody can tell the two ways apart, and nothing that was typed is lost."""
    visit = make_visit().id
    make_organisation(visit)
    join(visit, WRONG, given_name="Ona", family_name="Onaitė", diet=Diet.NONE)
    typed = {"needs": "A ramp", "diet": Diet.VEGAN, "organisation": "birzai", "other_organisation": ""}
    key = send(visit, WRONG, **typed, now=NOON + SECOND)
    correct(visit, key, now=NOON + SECOND)
    new = row(RIGHT)
    assert (new.given_name, new.needs, new.diet, new.generation) == ("Žydrūnė", "A ramp", Diet.VEGAN, 1)
    assert new.organisation_id is not None
    assert (row(WRONG).given_name, row(WRONG).diet, row(WRONG).generation) == ("Ona", Diet.NONE, 1)
    assert [to for to, _ in letters() if to] == [WRONG, RIGHT], "the letter that named them to a stranger is taken back"


def test_a_correction_to_an_address_that_is_registered_leaves_one_registration(app: Flask) -> None:
    visit = make_visit(places=2).id
    first = join(visit, RIGHT)
    key = send(visit, WRONG)
    join(visit, "waits@example.org")
    correct(visit, key)
    assert states() == {RIGHT: "confirmed", "waits@example.org": "confirmed"}
    assert row(RIGHT).id == first.id
    assert WRONG not in {to for to, _ in letters()}
    (erased,) = [entry for entry in history(visit) if entry.action == "erased"]
    assert erased.changes == [{"field": "number", "old": None, "new": 1}]


def test_after_half_an_hour_it_is_too_late_and_another_visit_is_another_matter(app: Flask) -> None:
    visit, other = make_visit().id, make_visit(slug="bergen").id
    key = send(visit)
    for where, when in ((visit, NOON + CORRECTION), (other, NOON)):
        with pytest.raises(SendingIsOver):
            correct(where, key, now=when)
    correct(visit, key, now=NOON + CORRECTION - SECOND)
    assert states() == {RIGHT: "confirmed"}


def test_the_same_address_is_no_correction_and_costs_nothing(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit)
    with pytest.raises(SameAddress):
        correct(visit, key, WRONG.upper())
    assert [to for to, _ in letters()] == [WRONG]
    correct(visit, key)


def test_who_cancelled_meanwhile_is_registered_anew_by_a_correction(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit)
    leave(row(WRONG))
    correct(visit, key)
    assert states() == {WRONG: "cancelled", RIGHT: "confirmed"}


def test_nothing_is_corrected_once_registration_is_closed(app: Flask) -> None:
    """Newcomer or known, alike."""
    visit = make_visit(registration_closes_at=NOON + SECOND).id
    join(visit, "known@example.org")
    keys = [send(visit), send(visit, "known@example.org")]
    for key in keys:
        with pytest.raises(RegistrationClosed):
            correct(visit, key, now=NOON + SECOND)
    assert set(states()) == {WRONG, "known@example.org"}
    with pytest.raises(RegistrationClosed):
        send(visit, "late@example.org", now=NOON + SECOND)


def test_a_place_that_is_gone_by_then_is_refused_and_the_key_stays_good(app: Flask) -> None:
    visit = make_visit(places=2, queue=False).id
    join(visit, "known@example.org")
    key = send(visit, "known@example.org")
    join(visit, "last@example.org")
    with pytest.raises(VisitIsFull):
        correct(visit, key)
    with transaction():
        session.get_one(Visit, visit).places = 3
    correct(visit, key)
    assert RIGHT in states()


def test_an_organiser_s_edit_in_between_is_kept(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit)
    key = correct(visit, key, "two@example.org")
    change(row("two@example.org"), position="Direktorė", given_name="Ona")
    correct(visit, key)
    assert (row(RIGHT).position, row(RIGHT).given_name, attempts(RIGHT)) == ("Direktorė", "Ona", [])


def test_a_cancelled_registration_that_comes_back_is_not_this_sending_s_to_move(app: Flask) -> None:
    visit = make_visit().id
    leave(join(visit, WRONG))
    key = send(visit, WRONG)
    correct(visit, key)
    assert states() == {WRONG: "confirmed", RIGHT: "confirmed"}
    assert row(WRONG).generation == 1
