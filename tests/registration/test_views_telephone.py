"""A telephone number of another country than the page's is asked back at its field, on each page that has the field."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.registration.models import Registration
from tests.factories import make_organisation, make_visit
from tests.pages import PageForm, read_page
from tests.people.desk import LIST, get
from tests.registration.people import TYPED, join, own_page, row, send, token_in

EMAIL = TYPED["email"]


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_organisation(visit)
    return visit


def answers(page: str) -> dict[str, str]:
    """{country: what the number would be there} as the page asks."""
    asked = page.split('name="phone_country"')[1].split("</select>", maxsplit=1)[0]
    return {code: html.unescape(words) for code, words in re.findall(r'<option value="(\w\w)">([^<]+)<', asked)}


def form_with_phone(page: str, path: str) -> PageForm:
    return next(form for form in read_page(page, path).forms if any(name == "phone" for name, _ in form.filled()))


@pytest.mark.parametrize(
    ("language", "typed", "offered", "chosen", "kept"),
    [
        ("en", "8 612 34599", {"LT": "Lithuania: +37061234599"}, "LT", "+37061234599"),
        ("lt", "912 34 567", {"NO": "Norvegija: +4791234567"}, "NO", "+4791234567"),
        ("nb", "612 34 599", {"NO": "Norge: +4761234599", "LT": "Litauen: +37061234599"}, "LT", "+37061234599"),
    ],
)
def test_the_form_asks_of_which_country_a_number_is(
    visit: int, client: FlaskClient, language: str, typed: str, offered: dict[str, str], chosen: str, kept: str
) -> None:
    path = f"/{language}/oslo/register"
    answer = send(client, path, phone=typed)
    assert answer.status_code == 422
    assert offered.items() <= answers(answer.text).items()
    assert f'value="{typed}"' in answer.text
    pairs = form_with_phone(answer.text, path).filled({"phone_country": chosen, "consent": "y"})
    assert client.post(path, data=dict(pairs)).status_code == 303
    assert row(EMAIL).phone == kept


def test_without_an_answer_it_is_asked_again(visit: int, client: FlaskClient) -> None:
    for country in ("", "FR", "x"):
        answer = send(client, "/en/oslo/register", phone="8 612 34599", phone_country=country)
        assert answer.status_code == 422
        assert "LT" in answers(answer.text)


def test_one_s_own_page_and_the_desk_ask_too(visit: int, client: FlaskClient, desk: FlaskClient) -> None:
    person: Registration = join(visit, EMAIL)
    mine = send(client, own_page() + "?edit=1", phone="912 34 567")
    assert (mine.status_code, answers(mine.text)["NO"]) == (422, "Norvegija: +4791234567")
    page = get(desk, f"/{person.id}")
    pairs = dict(form_with_phone(page, f"{LIST}/{person.id}").filled({"phone": "8 612 34599"}))
    asked = desk.post(f"{LIST}/{person.id}", data=pairs | {"csrf_token": token_in(page)})
    assert (asked.status_code, answers(asked.text)["LT"]) == (422, "Lithuania: +37061234599")
    said = pairs | {"csrf_token": token_in(page), "phone_country": "LT"}
    assert desk.post(f"{LIST}/{person.id}", data=said).status_code == 303
    assert row(EMAIL).phone == "+37061234599"
