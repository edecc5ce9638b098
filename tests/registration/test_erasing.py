"""People are erased: when their term is over, when they ask for it; nothing brings them back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import String, select, update

from eventapp.core import erasures, keepers
from eventapp.core.acts import COMMAND, PARTICIPANT, WORKER, Act
from eventapp.core.db import db, session, transaction
from eventapp.core.keepers import Person, RowKeeper, marks
from eventapp.core.personal import EVERYTHING
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.people import columns
from eventapp.people.listing import Filter
from eventapp.people.searches import keep_search
from eventapp.questions.columns import AnswerColumns
from eventapp.registration import erasing, operations, several
from eventapp.registration.errors import OnlyProofIsKept, PersonIsEmptied, RegistrationNotFound
from eventapp.registration.jobs import erase as erase_job
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_email, get_registration, kept_until, last_term, visits_with_expired
from eventapp.registration.rules import Diet, News, Status
from eventapp.registration.terms import FOREVER
from eventapp.visits.history import change as change_of
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit, visit_of
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import change, join, leave, letters, row, states
from tests.registration.test_news import account, choose, work


def test_when_the_term_is_over_the_person_and_their_letters_are_gone(app: Flask) -> None:
    visit = make_visit(keep_days=10, places=1)
    registration = join(visit.id)
    join(visit.id, "late@example.org", now=NOON + timedelta(days=90))
    end = kept_until(visit_of(visit.id), registration)
    with transaction():
        assert erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, end - timedelta(seconds=1))) == 0
    with transaction():
        assert erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, end)) == 1
    assert states() == {"late@example.org": "confirmed"}
    words = " ".join(
        f"{mail.to_name} {mail.subject} {text_of(mail)} {html_of(mail)}" for mail in session.scalars(select(Mail))
    )
    assert "zydrune@example.org" not in {to for to, _ in letters()}
    assert str(registration.id) not in words
    assert registration.status == Status.CONFIRMED


def test_of_whoever_is_erased_the_history_keeps_only_that_somebody_was(app: Flask) -> None:
    visit = make_visit(keep_days=10)
    registration = join(visit.id)
    change(registration, position="Vedėja")
    leave(registration)
    stays = join(visit.id, "late@example.org", now=NOON + timedelta(days=90))
    end = kept_until(visit_of(visit.id), registration)
    with transaction():
        erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, end))
    told = [(entry.action, entry.kind, entry.thing, entry.actor, entry.changes) for entry in history(visit.id)]
    assert told == [
        ("erased", "people", "registrations", WORKER, [change_of("number", None, 1)]),
        ("registered", "person", f"registration.{stays.id}", PARTICIPANT, [change_of("status", None, "confirmed")]),
    ]
    assert all(not entry.was for entry in history(visit.id))


def test_where_nobody_is_erased_nothing_is_told(app: Flask) -> None:
    visit = make_visit()
    with transaction():
        assert erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, NOON)) == 0
    assert list(history(visit.id)) == []


def test_whoever_registers_again_is_kept_for_a_whole_term_anew(app: Flask) -> None:
    visit = make_visit(keep_days=10)
    leave(join(visit.id))
    end = kept_until(visit_of(visit.id), row("zydrune@example.org"))
    join(visit.id, now=end - timedelta(seconds=1))
    assert visits_with_expired(now=end) == []
    with transaction():
        assert erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, end)) == 0
    end += timedelta(days=10)
    assert visits_with_expired(now=end) == [visit.id]
    with transaction():
        assert erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, end)) == 1


def test_whoever_asks_for_it_is_erased_and_the_next_gets_the_place(app: Flask) -> None:
    visit = make_visit(places=1)
    person = join(visit.id)
    join(visit.id, "next@example.org")
    identity = person.id
    with transaction():
        erasing.erase_person(visit.id, identity, act=Act(PARTICIPANT, LINKS, NOON))
    assert states() == {"next@example.org": "confirmed"}
    assert ("registration", str(identity)) in erasures.lines()
    assert [(entry.action, entry.actor) for entry in history(visit.id)][:2] == [
        ("promoted", PARTICIPANT),
        ("erased", PARTICIPANT),
    ]
    with pytest.raises(RegistrationNotFound), transaction():
        erasing.erase_person(visit.id, identity, act=Act(PARTICIPANT, LINKS, NOON))


def test_nobody_is_erased_by_way_of_another_visit(app: Flask) -> None:
    person = join(make_visit().id)
    other = make_visit(slug="bergen")
    with pytest.raises(RegistrationNotFound), transaction():
        erasing.erase_person(other.id, person.id, act=Act(PARTICIPANT, LINKS, NOON))
    assert list(states()) == ["zydrune@example.org"]


def mark_all(person: Person) -> set[str]:
    """A word of its own into each marked column of each row that is the person's; gives the words."""
    words: set[str] = set()
    for each in keepers.keepers():
        if not isinstance(each, RowKeeper) or each.name == "searches":
            continue
        for name, mark in marks(each.table).items():
            column = each.table.c[name]
            if name in ("language", "search_key", "status") or mark.term not in EVERYTHING:
                continue
            if isinstance(column.type, String):
                word = f"qz{each.table.name}{len(words)}"
                words.add(word)
                session.execute(update(each.table).where(each.mine(person)).values({name: word}))
    return words


def rows_with(words: set[str]) -> dict[str, list[str]]:
    """{table: its rows that have one of the words} in the whole database."""
    session.remove()
    found = {table.name: map(str, session.execute(select(table)).all()) for table in db.metadata.sorted_tables}
    told = {
        name: [row for row in rows if any(word in row.casefold() for word in words)] for name, rows in found.items()
    }
    session.remove()
    return {name: rows for name, rows in told.items() if rows}


def test_of_no_column_anything_is_left(app: Flask) -> None:
    visit, ona = make_visit(), account()
    person = join(visit.id, given_name="Qzfirst", family_name="Qzsecond", needs="Qzneeds")
    identity = person.id
    choose(visit.id, ona, News.AT_ONCE)
    change(person, email="qznew@example.org", given_name="Qzchanged", family_name="Qzsecond")
    work(News.AT_ONCE)
    join(visit.id, given_name="Qzother", family_name="Qzother")
    with transaction():
        keep_search(visit.id, ona, "Qzfirst", now=NOON)
    with transaction():
        words = mark_all(Person(visit.id, identity)) | {"qzfirst", "qzsecond", "qzchanged", "qzother", "qznew"}
    assert len(words) > 25
    assert {"registration", "registration_word", "attempt", "sending", "mail", "search"} <= set(rows_with(words))
    with transaction():
        erasing.erase_person(visit.id, identity, act=Act(PARTICIPANT, LINKS, NOON))
    assert rows_with(words) == {}
    assert set(rows_with({str(identity), identity.hex})) == {"erasure"}, "its bare id, which stays"


# ---- two terms

DAY = timedelta(days=1)
PROOF = date(2022, 12, 31)
BEGINS = datetime(2017, 4, 2, 22, tzinfo=UTC)  # midnight in Oslo
TOLD_OF_ADA = {"email": "qzada@example.org", "phone": "+37061299999", "position": "Qzposition", "needs": "Qzneeds"}
TOLD_OF_ADA |= {"diet_note": "Qzdiet"}
NAMED = {"given_name": "Qzada", "family_name": "Qzlovelace", "other_organisation": "Qzoffice"}
PASSING_WORDS = {word.casefold() for word in TOLD_OF_ADA.values()} | {"vegan"}


def work_at(now: datetime) -> None:
    """What the worker does then."""
    with time_machine.travel(now, tick=False):
        erase_job()


def funded(**values: Any) -> Visit:
    return make_visit(**{"keep_days": 365, "evidence_ends_on": PROOF, "funder_name": "A fund", "places": 3, **values})


def test_by_the_first_term_all_goes_but_the_proof_and_by_the_second_that_too(app: Flask) -> None:
    visit, ona = funded(), account()
    choose(visit.id, ona, News.AT_ONCE)
    ada = join(visit.id, diet=Diet.VEGAN, **TOLD_OF_ADA, **NAMED)
    change(ada, diet=Diet.VEGAN, **{**TOLD_OF_ADA, **NAMED, "position": "Qzposition at last"})
    join(visit.id, **{**TOLD_OF_ADA, **NAMED, "given_name": "Qzother"})
    leave(join(visit.id, "qzleft@example.org", given_name="Qzleft"))
    join(visit.id, "qzplace@example.org")
    join(visit.id, "qzlast@example.org")
    join(visit.id, "qzwaits@example.org", given_name="Qzwaits")
    work(News.AT_ONCE)
    over = datetime(2017, 4, 7, tzinfo=UTC)
    work_at(over + 364 * DAY)
    assert {word for word in PASSING_WORDS if rows_with({word})} >= PASSING_WORDS, "nothing goes before its term"
    work_at(over + 366 * DAY)
    assert rows_with(PASSING_WORDS) == {}, "neither rows nor letters, history, words or attempts"
    assert rows_with({"qzleft", "qzwaits", "qzother"}) == {}, "who had no place is no proof"
    assert set(rows_with({"qzada", "qzlovelace"})) == {"registration", "registration_word"}
    assert set(rows_with({"qzoffice"})) == {"registration", "registration_word"}
    facts = get_visit("oslo")
    listed = list(columns.rows(facts, Filter(), AnswerColumns(facts, "en"), now=NOON))
    session.remove()
    line = next(each for each in listed if "Qzlovelace" in each)
    assert not PASSING_WORDS & {cell.casefold() for cell in line}
    [(kept, emptied)] = session.execute(
        select(Registration.status, Registration.emptied_at).where(Registration.family_name == "Qzlovelace")
    ).all()
    assert (kept, emptied) == ("confirmed", over + 366 * DAY)
    work_at(datetime(2022, 12, 31, 22, 59, tzinfo=UTC))
    assert rows_with({"qzada"}) != {}, "the last day is one of them"
    work_at(datetime(2022, 12, 31, 23, 0, tzinfo=UTC))
    assert rows_with({"qzada", "qzlovelace", "qzoffice"}) == {}
    assert session.scalars(select(Registration)).all() == []
    assert [entry.action for entry in history(visit.id) if entry.kind == "people"] == ["erased", "emptied", "erased"]


def test_nobody_is_emptied_twice_and_nothing_is_told_twice(app: Flask) -> None:
    visit = funded()
    join(visit.id)
    late = datetime(2018, 6, 1, tzinfo=UTC)
    assert visits_with_expired(now=late) == [visit.id]
    work_at(late)
    assert visits_with_expired(now=late) == []
    work_at(late)
    assert [entry.action for entry in history(visit.id)].count("emptied") == 1


def test_without_a_day_proof_is_kept_until_somebody_says_it(app: Flask) -> None:
    visit = funded(evidence_ends_on=None, evidence_years=5)
    join(visit.id)
    work_at(datetime(2100, 1, 1, tzinfo=UTC))
    assert session.scalars(select(Registration.email)).all() == [""]
    assert last_term(get_visit("oslo")) == FOREVER
    with transaction():
        session.get_one(Visit, visit.id).evidence_ends_on = PROOF
    work_at(datetime(2100, 1, 1, tzinfo=UTC))
    assert session.scalars(select(Registration)).all() == []


def test_a_term_that_is_taken_away_ends_what_hung_on_it(app: Flask) -> None:
    visit = funded()
    join(visit.id)
    work_at(datetime(2018, 6, 1, tzinfo=UTC))
    with transaction():
        session.get_one(Visit, visit.id).evidence_ends_on = None
    work_at(datetime(2018, 6, 1, tzinfo=UTC))
    assert session.scalars(select(Registration)).all() == []


def test_an_audit_prolongs_the_proof_and_nothing_else(app: Flask) -> None:
    join(funded(audit_ends_on=date(2025, 12, 31), audit_reason="an audit").id, diet=Diet.VEGAN, **TOLD_OF_ADA, **NAMED)
    work_at(datetime(2018, 6, 1, tzinfo=UTC))
    assert rows_with(PASSING_WORDS) == {}
    work_at(datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    assert rows_with({"qzada"}) != {}
    work_at(datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    assert session.scalars(select(Registration)).all() == []


def test_an_audit_shortens_no_term(app: Flask) -> None:
    join(funded(audit_ends_on=date(2018, 1, 1)).id)
    work_at(datetime(2022, 12, 31, 22, 59, tzinfo=UTC))
    assert len(session.scalars(select(Registration)).all()) == 1


def test_whoever_was_told_of_one_term_only_goes_by_it(app: Flask) -> None:
    visit = funded()
    join(visit.id)
    with transaction():
        session.execute(update(Registration).values(consent_id=None))
    work_at(datetime(2018, 6, 1, tzinfo=UTC))
    assert session.scalars(select(Registration)).all() == []


def test_a_first_term_that_is_longer_than_the_second_counts_for_all(app: Flask) -> None:
    join(funded(evidence_ends_on=date(2017, 5, 1)).id)
    work_at(datetime(2018, 1, 1, tzinfo=UTC))
    assert list(states()) == ["zydrune@example.org"]
    work_at(datetime(2018, 6, 1, tzinfo=UTC))
    assert states() == {}


@pytest.mark.parametrize(("now", "left"), [(BEGINS - timedelta(seconds=1), 0), (BEGINS, 1)])
def test_whoever_asks_leaves_proof_once_the_visit_has_begun(app: Flask, now: datetime, left: int) -> None:
    visit = funded(places=1)
    identity = join(visit.id, **TOLD_OF_ADA, **NAMED).id
    join(visit.id, "next@example.org")
    with transaction():
        erasing.erase_person(visit.id, identity, act=Act(PARTICIPANT, LINKS, now))
    assert rows_with(PASSING_WORDS) == {}
    assert len(session.scalars(select(Registration).where(Registration.family_name == "Qzlovelace")).all()) == left
    assert states()["next@example.org"] == ("waitlisted" if left else "confirmed")
    if left:
        with pytest.raises(PersonIsEmptied), transaction():
            erasing.erase_person(visit.id, identity, act=Act(PARTICIPANT, LINKS, now))
        with pytest.raises(PersonIsEmptied), transaction():
            operations.cancel_registration(visit.id, identity, act=Act(PARTICIPANT, LINKS, now))
        assert cancel_several(visit.id, identity, now) == 0
        with pytest.raises(OnlyProofIsKept):
            get_registration(identity, 1)
        assert find_by_email(visit.id, TOLD_OF_ADA["email"]) is None, "they may register anew"


def cancel_several(visit_id: int, identity: UUID, now: datetime) -> int:
    with transaction():
        return len(several.cancel_registrations(visit_id, [identity], act=Act(WORKER, LINKS, now)).done)


def test_what_was_emptied_is_emptied_again_after_a_backup_was_put_back(app: Flask) -> None:
    visit = funded()
    identity = join(visit.id, **TOLD_OF_ADA, **NAMED).id
    act = Act(COMMAND, LINKS, datetime(2017, 5, 1, tzinfo=UTC))
    for _ in range(2):
        with transaction():
            erasures.erase_again(("contacts", str(identity)), act=act)
    assert rows_with(PASSING_WORDS) == {}
    assert erasures.lines() == [("contacts", str(identity))]
    with transaction():
        erasures.erase_again(("contacts", str(uuid4())), act=act)
