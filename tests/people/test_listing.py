"""The list at the database: whose words are found, everybody in parts, numbers that stop counting."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import column as sql_column
from sqlalchemy import create_engine, delete, event, insert, inspect, select, text, update
from sqlalchemy import table as sql_table

from eventapp.config import read_settings
from eventapp.core import migrations
from eventapp.core.acts import WORKER, Act
from eventapp.core.db import Base, db, session, transaction
from eventapp.core.paging import PAGE, Page
from eventapp.people.listing import (
    AT_ONCE,
    FEW,
    Cursor,
    Filter,
    counts,
    everybody,
    numbers_in_queue,
    order_of,
    page_of,
)
from eventapp.people.places import Beside, read_place, write_place
from eventapp.registration.erasing import erase_expired
from eventapp.registration.jobs import put_in_place, put_in_place_again
from eventapp.registration.models import SORTED_BY, Registration, SearchWord
from eventapp.registration.queries import kept_until
from eventapp.registration.rules import Status
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from tests.at_desk import DESK
from tests.conftest import ON_SQLITE, SECRET
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, confirm, join, leave, row

ALL, FIRST = Filter(), Cursor()


def found(visit_id: int, words: str, few: int = FEW, **chosen: Any) -> list[str]:
    put_in_place()
    return [item.email for item in page(visit_id, Filter(words=words, **chosen), few=few).rows]


def page(
    visit_id: int, chosen: Filter = ALL, cursor: Cursor = FIRST, language: str = "lt", few: int = FEW
) -> Page[Registration]:
    return page_of(visit_id, chosen, cursor, language, LINKS.sign_place, few=few)


def words_of(email: str) -> set[str]:
    return set(session.scalars(select(SearchWord.word).where(SearchWord.registration_id == row(email).id)))


def test_a_word_is_found_by_its_beginning_with_the_country_s_code_or_without(app: Flask) -> None:
    visit = make_visit().id
    join(visit, "o'brien@example.org", family_name="O’Brien-Ąžuolaitė", phone="+37061234567")
    join(visit, "ola@example.org", family_name="Hansen", given_name="Ola", phone="+4740812399")
    ola, brien = "ola@example.org", "o'brien@example.org"
    assert found(visit, "e") == [ola, brien]
    assert [found(visit, words) for words in ("o'brien", "azuol", "+370 612", "0 612")] == [[brien]] * 4
    assert [found(visit, words) for words in ("hansen", "408", "+47408", "ola@ex")] == [[ola]] * 4
    assert [found(visit, words) for words in ("zuol", "¤", "ola brien")] == [[]] * 3
    assert [found(visit, words) for words in ("obrien", "8 612 34567", "0 612", "00370 612", "4567")] == [[brien]] * 5


@pytest.mark.parametrize("few", [0, FEW])
def test_common_and_rare_words_are_found_alike(app: Flask, few: int) -> None:
    visit, other = make_visit(), make_visit(slug="bergen")
    birzai = make_organisation(visit.id)
    join(other.id, "foreign@example.org")
    join(visit.id, "a@example.org", organisation="birzai", other_organisation="")
    join(visit.id, "b@example.org", given_name="Rūta")
    leave(join(visit.id, "c@example.org", given_name="Žydrė"))
    assert found(visit.id, "zydr", few) == ["c@example.org", "a@example.org"]
    assert found(visit.id, "zydr", few, status=Status.CONFIRMED) == ["a@example.org"]
    assert found(visit.id, "azuolaite", few, organisation=birzai.id) == ["a@example.org"]
    assert found(visit.id, "azuolaite", few, organisation=0) == ["b@example.org", "c@example.org"]
    assert found(visit.id, "azuol rut 3706", few) == ["b@example.org"]
    assert found(visit.id, "zydr rut", few) == []


def test_who_is_renamed_is_found_by_the_new_name_only(app: Flask) -> None:
    visit = make_visit().id
    person = join(visit, "old@example.org", other_organisation="", organisation="")
    change(person, family_name="Naujoji", email="new@example.com")
    assert (found(visit, "naujoji"), found(visit, "azuolaite")) == (["old@example.org"], [])
    confirm(row("old@example.org"))
    assert (found(visit, "new@example.com"), found(visit, "old")) == (["new@example.com"], [])
    assert words_of("new@example.com") == set(row("new@example.com").search_key.split())


def test_nothing_findable_is_left_of_who_is_erased(app: Flask) -> None:
    visit = make_visit(keep_days=10)
    person = join(visit.id)
    end = kept_until(visit_of(visit.id), person)
    with transaction():
        assert erase_expired(visit.id, act=Act(WORKER, LINKS, end)) == 1
    assert session.scalars(select(SearchWord)).all() == []


def test_a_name_of_signs_alone_is_kept_and_listed(app: Flask) -> None:
    visit = make_visit().id
    join(visit, "ⱻ@example.org", given_name="—", family_name="¤")
    assert found(visit, "") == ["ⱻ@example.org"]


def test_everybody_comes_in_the_list_s_order(app: Flask) -> None:
    visit = make_visit().id
    for number in range(5):
        join(visit, f"{number}@example.org", family_name=f"N{4 - number}")
    put_in_place()
    everyone = list(everybody(visit, Filter(), "lt", Registration.family_name))
    assert everyone == [("N0",), ("N1",), ("N2",), ("N3",), ("N4",)]
    assert list(everybody(visit, Filter(words="n3"), "lt", Registration.email)) == [("1@example.org",)]


def test_a_file_of_more_people_than_are_read_at_once_has_them_all(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit().id
    person = join(visit)
    session.remove()
    row = dict(session.execute(select(*Registration.__table__.columns)).mappings().one())
    number = AT_ONCE * 2
    with transaction():
        others = [row | {"id": uuid4(), "email": f"{n}@x.org", "email_key": f"{n}@x.org"} for n in range(number)]
        session.execute(insert(Registration), others)
    assert person.email in desk.get(f"{DESK}/registrations.csv").text
    assert desk.get(f"{DESK}/registrations.csv").data.count(b"\r\n") == number + 2
    assert desk.get(f"{DESK}/registrations.xlsx").data.startswith(b"PK")


def test_numbers_say_more_than_so_many(app: Flask) -> None:
    visit = make_visit(places=4).id
    for number in range(5):
        join(visit, f"{number}@example.org")
    expected = {**dict.fromkeys(Status, 0), Status.CONFIRMED: 3, Status.WAITLISTED: 1}
    assert counts(visit, Filter(Status.CANCELLED, words="nobody"), most=2) == expected


def test_who_was_registered_before_there_were_keys_gets_the_same(app: Flask, tmp_path: Path) -> None:
    """The migration has to fold like the program of its day: whoever changes one thinks of the other."""
    names = ("Ąžuolaitė-Straße Æsgård O’Brien", "İpek ŁódźᴭꟸŊ", "—", "Иванов" * 40)
    for number, name in enumerate(names):
        join(make_visit(slug=f"v{number}").id, f"P{number}@example.org", family_name=name[:120], given_name=name[:120])
    put_in_place()
    session.remove()
    rows = session.execute(select(*Registration.__table__.columns)).mappings().all()
    expected = {(item["email"], item["search_key"]) for item in rows}
    url = f"sqlite:///{tmp_path}/old.sqlite3"
    engine = create_engine(read_settings({"EVENTAPP_DATABASE_URL": url, "EVENTAPP_SECRET_KEY": SECRET}).database_url)
    migrations.move(engine, "0002")
    visits = session.execute(select(*Visit.__table__.columns)).mappings().all()
    with engine.begin() as connection:
        for name, kept_rows in (("visit", visits), ("registration", rows)):
            table = Base.metadata.tables[name]
            there = {column["name"] for column in inspect(engine).get_columns(table.name)}
            old = [column for column in table.columns if column.name in there]
            then = sql_table(table.name, *(sql_column(column.name, column.type) for column in old))
            connection.execute(insert(then), [{column.name: item[column.name] for column in old} for item in kept_rows])
    migrations.move(engine, "head")
    with engine.connect() as connection:
        kept = {tuple(item) for item in connection.execute(text("SELECT email, search_key FROM registration"))}
        words = connection.execute(text("SELECT word FROM registration_word ORDER BY registration_id, word"))
        made = sorted(item.word for item in words)
    engine.dispose()
    assert kept == expected
    assert made == sorted(word for _, key in expected for word in {*key.split()})


def test_of_several_words_only_whoever_has_the_rarest_is_looked_at(app: Flask) -> None:
    visit = make_visit().id
    for name in ("Ona", "Rasa", "Lina", "Rūta", "Jonas", "Vida"):
        join(visit, f"{name.lower()}@example.org", given_name=name, family_name="Kalnietė")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for words in ("kalnietė rasa", "rasa kalnietė"):
            assert found(visit, words, few=4) == ["rasa@example.org"]
            assert "FROM registration_word" in asked[-1]
        assert len(found(visit, "kalnietė", few=4)) == 6
        assert "FROM registration_word" not in asked[-1]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


# ---- the order


NAMES = {
    "lt": "Azas Ąžuolas Cukas Čepas Dana Ikas Įla Yla Ilgas Jonas Sulas Šimkus Zita Žydra",
    "nb": "Berg Ohm Zeta Ærlig Østby Ås Åse",
    "en": "Åse Čepas Cukas Odd Østby Zed Žukas",
}


@pytest.mark.parametrize("language", NAMES)
def test_people_stand_in_the_reader_s_alphabet(app: Flask, language: str) -> None:
    names = NAMES[language].split()
    visit = make_visit().id
    for number, name in enumerate(sorted(names, reverse=True)):
        join(visit, f"{number}@example.org", family_name=name)
    put_in_place()
    assert [item.family_name for item in page(visit, language=language)] == names
    rows = everybody(visit, Filter(), language, Registration.family_name)
    assert [item.family_name for item in rows] == names


PEOPLE = (("Berge", "Anna"), ("Berg", "Åse"), ("Berg", "Anna"), ("Berg H", "A"))


def test_a_short_family_name_comes_first_whatever_the_given_name(app: Flask) -> None:
    visit = make_visit().id
    for number, (family, called) in enumerate(PEOPLE):
        join(visit, f"{number}@example.org", family_name=family, given_name=called)
    put_in_place()
    assert [f"{item.family_name}, {item.given_name}" for item in page(visit, language="nb")] == [
        "Berg, Anna", "Berg, Åse", "Berg H, A", "Berge, Anna",
    ]  # fmt: skip


def test_whoever_has_no_place_yet_stands_first_and_a_new_name_gets_a_new_place(app: Flask) -> None:
    visit = make_visit().id
    renamed = join(visit, "a@example.org", family_name="Adomas")
    join(visit, "b@example.org", family_name="Čepas")
    put_in_place()
    join(visit, "z@example.org", family_name="Žukas")
    assert [item.family_name for item in page(visit)] == ["Žukas", "Adomas", "Čepas"]
    put_in_place()
    assert [item.family_name for item in page(visit)] == ["Adomas", "Čepas", "Žukas"]
    change(renamed, family_name="Šimkus")
    put_in_place()
    assert [item.family_name for item in page(visit)] == ["Čepas", "Šimkus", "Žukas"]


def test_another_version_of_the_alphabets_finds_all_places_anew(app: Flask) -> None:
    visit = make_visit().id
    for number, name in enumerate(("Žukas", "Čepas", "Cukas")):
        join(visit, f"{number}@example.org", family_name=name)
    put_in_place()
    with transaction():
        session.execute(update(Registration).values(sort_version="0/0", **dict.fromkeys(SORTED_BY.values(), b"\x01")))
    put_in_place()
    assert len({item.sort_lt for item in page(visit)}) == 1
    put_in_place_again()
    session.remove()
    assert [item.family_name for item in page(visit)] == ["Cukas", "Čepas", "Žukas"]


def walk(visit_id: int, chosen: Filter = ALL, meanwhile: Callable[[int], None] = lambda _number: None) -> list[str]:
    """Family names of all pages, one after the other, as links lead; between two pages others change something."""
    names: list[str] = []
    number, cursor = 0, Cursor()
    while True:
        shown = page(visit_id, chosen, cursor)
        names += [item.family_name for item in shown]
        if not shown.has_later:
            return names
        columns = [column.key for column in order_of(chosen, "lt")]
        cursor = Cursor(after=read_place(write_place(shown.rows[::-1], columns, LINKS.sign_place)))
        number += 1
        meanwhile(number)
        put_in_place()
        session.remove()


@pytest.fixture
def crowd(app: Flask) -> int:
    """Three pages of people, by rows alone."""
    visit = make_visit().id
    join(visit, "first@example.org", family_name="N000")
    session.remove()
    first = dict(session.execute(select(*Registration.__table__.columns)).mappings().one())
    with transaction():
        others = [
            first
            | {
                "id": uuid4(),
                "email": f"{n}@x.org",
                "email_key": f"{n}@x.org",
                "family_name": f"N{n:03}",
                "turn": first["turn"] + n,
            }
            for n in range(1, PAGE * 2 + 10)
        ]
        session.execute(insert(Registration), others)
    put_in_place()
    return visit


def rename(old: str, new: str) -> None:
    values = dict.fromkeys(SORTED_BY.values(), b"")
    session.execute(update(Registration).where(Registration.family_name == old).values(family_name=new, **values))


@pytest.mark.parametrize("status", [None, Status.WAITLISTED])
def test_whatever_others_change_meanwhile_nobody_is_left_out_or_shown_twice(crowd: int, status: Status | None) -> None:
    """Added and removed on earlier pages, erased or renamed at the very end of one, changed in status."""
    with transaction():
        session.execute(update(Registration).values(status=status or Status.CONFIRMED))

    def others(number: int) -> None:
        if number > 1:
            return
        join(crowd, "new@example.org", family_name="N0005")
        with transaction():
            gone = Registration.family_name.in_(["N003", "N004", f"N{PAGE - 1:03}"])
            session.execute(delete(Registration).where(gone))
            if status is None:
                rename(f"N{PAGE - 2:03}", "N001b")

    expected = [f"N{number:03}" for number in range(PAGE * 2 + 10)]
    assert walk(crowd, Filter(status), others) == expected


def test_where_nobody_named_is_there_any_more_the_first_page_is_shown(crowd: int) -> None:
    shown = page(crowd, cursor=Cursor(after=(Beside(uuid4()),)))
    assert [item.family_name for item in shown][:2] == ["N000", "N001"]


@ON_SQLITE
@pytest.mark.parametrize(
    "chosen",
    [
        Filter(),
        Filter(Status.CONFIRMED),
        Filter(organisation=0),
        Filter(Status.CONFIRMED, 0),
        Filter(Status.WAITLISTED),
    ],
)
@pytest.mark.parametrize("language", SORTED_BY)
def test_a_page_is_read_along_an_index(crowd: int, chosen: Filter, language: str) -> None:
    """Whoever is chosen are many (``few``: none): nothing is sorted. PostgreSQL plans by how many rows there are."""
    with transaction():
        session.execute(update(Registration).values(status=chosen.status or Status.CONFIRMED))
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    page(crowd, chosen, language=language, few=0)
    event.remove(db.engine, "before_cursor_execute", note)
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1][0]}", asked[-1][1]).all()
    index = "by_turn" if chosen.status is Status.WAITLISTED else f"by_sort_{language}"
    assert f"ix_registration_{index}" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


# ---- the queue


def test_the_waiting_list_is_in_the_order_of_the_queue_with_each_one_s_number(app: Flask) -> None:
    visit = make_visit(places=0)
    make_organisation(visit.id)
    for number, name in enumerate(("Žukas", "Adomas", "Čepas")):
        join(visit.id, f"{number}@example.org", family_name=name, now=NOON + timedelta(days=number))
    put_in_place()
    rows = page(visit.id, Filter(Status.WAITLISTED)).rows
    assert [item.family_name for item in rows] == ["Žukas", "Adomas", "Čepas"]
    assert list(numbers_in_queue(visit.id, rows).values()) == [1, 2, 3]
    found = page(visit.id, Filter(Status.WAITLISTED, words="cepas")).rows
    assert list(numbers_in_queue(visit.id, found).values()) == [3]
    assert numbers_in_queue(visit.id, []) == {}
