"""The list at the database: whose words are found, everybody in parts, numbers that stop counting."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import column as sql_column
from sqlalchemy import create_engine, event, insert, inspect, select, text
from sqlalchemy import table as sql_table

from eventapp.config import read_settings
from eventapp.core import migrations
from eventapp.core.acts import WORKER, Act
from eventapp.core.db import Base, db, session, transaction
from eventapp.people.listing import AT_ONCE, FEW, Cursor, Filter, counts, everybody, page_of
from eventapp.registration.models import Registration, SearchWord
from eventapp.registration.operations import erase_expired
from eventapp.registration.queries import kept_until
from eventapp.registration.rules import SEARCH_KEY, Status, search_key, search_words
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from tests.at_desk import DESK
from tests.conftest import SECRET
from tests.factories import LINKS, make_organisation, make_visit
from tests.registration.people import change, confirm, join, leave, row


def found(visit_id: int, words: str, few: int = FEW, **chosen: Any) -> list[str]:
    return [item.email for item in page_of(visit_id, Filter(words=words, **chosen), Cursor(), few=few).rows]


def words_of(email: str) -> set[str]:
    return set(session.scalars(select(SearchWord.word).where(SearchWord.registration_id == row(email).id)))


def test_a_word_is_found_by_its_beginning_with_the_country_s_code_or_without(app: Flask) -> None:
    visit = make_visit().id
    join(visit, "o'brien@example.org", family_name="O’Brien-Ąžuolaitė", phone="+37061234567")
    join(visit, "ola@example.org", family_name="Hansen", given_name="Ola", phone="+4740612345")
    ola, brien = "ola@example.org", "o'brien@example.org"
    assert found(visit, "e") == [ola, brien]
    assert [found(visit, words) for words in ("o'brien", "azuol", "+370 612", "612")] == [[brien]] * 4
    assert [found(visit, words) for words in ("hansen", "406", "+47406", "ola@ex")] == [[ola]] * 4
    assert [found(visit, words) for words in ("zuol", "¤", "ola brien")] == [[]] * 3


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
    everyone = list(everybody(visit, Filter(), Registration.family_name))
    assert everyone == [("N0",), ("N1",), ("N2",), ("N3",), ("N4",)]
    assert list(everybody(visit, Filter(words="n3"), Registration.email)) == [("1@example.org",)]


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
    expected = {Status.CONFIRMED: 3, Status.WAITLISTED: 1, Status.PENDING: 0, Status.CANCELLED: 0}
    assert counts(visit, Filter(Status.CANCELLED, words="nobody"), most=2) == expected


@given(st.lists(st.text(), max_size=4), st.from_regex(r"(\+[1-9][0-9]{4,14})?", fullmatch=True))
def test_a_key_has_the_words_of_its_texts(texts: list[str], phone: str) -> None:
    key = search_key(*texts, phone=phone)
    assert len(key) <= SEARCH_KEY
    assert search_words(key) == key.split()
    if len(key) < SEARCH_KEY - 40:
        assert set(search_words(" ".join(texts))) <= set(key.split())


def test_who_was_registered_before_there_were_keys_gets_the_same(app: Flask, tmp_path: Path) -> None:
    """The migration has to fold like the program of its day: whoever changes one thinks of the other."""
    names = ("Ąžuolaitė-Straße Æsgård O’Brien", "İpek ŁódźᴭꟸŊ", "—", "Иванов" * 40)
    for number, name in enumerate(names):
        join(make_visit(slug=f"v{number}").id, f"P{number}@example.org", family_name=name[:120], given_name=name[:120])
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
