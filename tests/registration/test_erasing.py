"""People are erased: when their term is over, when they ask for it; nothing brings them back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import String, select, update

from eventapp.core import erasures, keepers
from eventapp.core.acts import PARTICIPANT, WORKER, Act
from eventapp.core.db import db, session, transaction
from eventapp.core.keepers import Person, RowKeeper, marks
from eventapp.core.personal import EVERYTHING
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.people.searches import keep_search
from eventapp.registration import erasing
from eventapp.registration.errors import RegistrationNotFound
from eventapp.registration.queries import kept_until, visits_with_expired
from eventapp.registration.rules import News, Status
from eventapp.visits.history import change as change_of
from eventapp.visits.history import history
from eventapp.visits.queries import visit_of
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
    words = set()
    for each in keepers.keepers():
        if not isinstance(each, RowKeeper) or each.name == "searches":
            continue
        for name, mark in marks(each.table).items():
            column = each.table.c[name]
            if name in ("language", "search_key") or mark.term not in EVERYTHING:
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
