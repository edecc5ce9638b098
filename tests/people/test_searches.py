"""A search is an address that names nobody: it can be gone back to, in any language, by whoever searched, for a day."""

import csv
import html
import io
import re

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import translate_plural
from eventapp.desk.removal import tables_inside
from eventapp.people.models import MOST_SEARCHED, Search
from eventapp.people.searches import LIFE
from tests.at_desk import DESK, statements
from tests.conftest import sign_in
from tests.factories import make_organisation, make_visit
from tests.people.desk import LIST, get, names, post, search
from tests.registration.people import join, leave


@pytest.fixture
def people(visit: int) -> int:
    join(visit, "a@example.org", organisation="birzai", other_organisation="")
    join(visit, "b@example.org", given_name="Ona")
    leave(join(visit, "c@example.org"))
    join(visit, "ola@example.org", given_name="Ola", family_name="Hansen")
    return visit


def test_a_search_leads_to_an_address_that_names_nobody_and_stays(people: int, desk: FlaskClient) -> None:
    asked = search(desk, "Ąžuolaitė zyd", status="confirmed")
    assert re.fullmatch(r"\?status=confirmed&search=[\w-]{11}", asked)
    for _ in ("looked at", "reloaded", "gone back to"):
        page = get(desk, asked)
        assert names(page) == ["Ąžuolaitė"]
        assert 'value="Ąžuolaitė zyd"' in page
        assert '<option value="confirmed" selected>' in page


def test_another_language_and_other_filters_keep_it(people: int, desk: FlaskClient) -> None:
    asked = search(desk, "azuolaite")
    switch = re.findall(r'<a href="([^"]+)" lang="nb"', get(desk, asked))
    assert switch == [f"{LIST}{asked}&amp;l=nb"]
    page = get(desk, html.unescape(switch[0]).removeprefix(LIST))
    assert (names(page), "Påmeldinger" in page) == (["Ąžuolaitė"] * 3, True)
    assert names(get(desk, f"{asked}&status=cancelled")) == ["Ąžuolaitė"]


def test_the_switch_keeps_every_page_s_filters(people: int, desk: FlaskClient) -> None:
    g.pop("csrf_token", None)
    page = desk.get(f"{DESK}/history?kind=registrations&day=2017-03-01&l=en").text
    assert re.findall(r'<a href="([^"]+)" lang="lt"', page) == [
        f"{DESK}/history?kind=registrations&amp;day=2017-03-01&amp;l=lt"
    ]


def test_files_have_whom_the_screen_shows_and_their_buttons_say_how_many(people: int, desk: FlaskClient) -> None:
    asked = f"{search(desk, 'azuolaite')}&organisation=other"
    page = get(desk, asked)
    assert len(names(page)) == 2
    files = {
        html.unescape(path): words for path, words in re.findall(r'href="([^"]+\.(?:csv|xlsx)[^"]*)">([^<]+)<', page)
    }
    assert files.pop(f"{LIST}.csv{asked}&separator=%3B") == "CSV file with semicolons"
    assert files == {f"{LIST}.xlsx{asked}": "Excel file (2 people)", f"{LIST}.csv{asked}": "CSV file (2 people)"}
    rows = csv.DictReader(io.StringIO(desk.get(f"{LIST}.csv{asked}").text.removeprefix("\ufeff")))
    assert [row["E-mail"] for row in rows] == ["b@example.org", "c@example.org"]
    assert desk.get(f"{LIST}.xlsx{asked}").data.startswith(b"PK")
    assert "Excel file (1 person)" in get(desk, "?status=cancelled")
    assert "Excel file (4 people)" in get(desk)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "(1 asmuo)"), (2, "(2 asmenys)"), (12, "(12 asmenų)"), (21, "(21 asmuo)"), (22, "(22 asmenys)")],
)
def test_numbers_of_people_are_said_as_people_say_them(number: int, words: str) -> None:
    one, many = "Excel file (%(count)s person)", "Excel file (%(count)s people)"
    assert translate_plural("lt", one, many, number, count=number) == f"„Excel“ failas {words}"


def test_after_a_day_a_search_has_ended_and_says_so(people: int, desk: FlaskClient) -> None:
    asked = search(desk, "azuolaite", status="confirmed")
    with transaction():
        session.execute(update(Search).values(created_at=utc_now() - LIFE))
    answer = desk.get(f"{LIST}{asked}")
    assert answer.status_code == 410
    assert "This search has ended" in answer.text
    assert 'type="search"' in answer.text
    assert '<option value="confirmed" selected>' in answer.text
    assert (names(answer.text), ".xlsx" in answer.text) == ([], False)
    assert desk.get(f"{LIST}.csv{asked}").status_code == 410


@pytest.mark.parametrize("key", ["AAAAAAAAAAA", "short", "x" * 5000, "ąžuolaitėėė"])
def test_a_key_that_was_never_given_has_ended_too(people: int, desk: FlaskClient, key: str) -> None:
    assert desk.get(LIST, query_string={"search": key}).status_code == 410


def test_another_organiser_and_another_visit_find_nothing_there(people: int, desk: FlaskClient) -> None:
    asked = search(desk, "azuolaite")
    make_organisation(make_visit(slug="bergen").id)
    other = sign_in(desk.application, "other@example.org")
    for ending in ("", ".csv", ".xlsx"):
        assert other.get(f"{LIST}{ending}{asked}").status_code == 404
        assert desk.get(f"/organise/visits/bergen/registrations{ending}{asked}").status_code == 404
    assert names(get(desk, asked)) == ["Ąžuolaitė"] * 3


def test_too_much_is_refused_whole_and_stays_in_the_field(people: int, desk: FlaskClient) -> None:
    typed = "Ąžuolaitė " * 11
    answer = post(desk, q=typed, status="confirmed")
    assert answer.status_code == 422
    assert f"at most {MOST_SEARCHED} characters" in answer.text
    assert f'value="{typed.strip()}"' in answer.text
    assert '<option value="confirmed" selected>' in answer.text
    assert "maxlength" not in answer.text
    assert session.scalar(select(func.count()).select_from(Search)) == 0


def test_a_search_costs_no_more_where_more_is_found(people: int, desk: FlaskClient) -> None:
    one, several = search(desk, "hansen"), search(desk, "azuolaite")
    assert statements(desk, f"{LIST}{one}") == statements(desk, f"{LIST}{several}")


def test_it_is_removed_with_its_visit() -> None:
    assert "search" in tables_inside()
