"""Errors that no page has caught: in words, in three languages, with a way onward."""

import re

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from eventapp.core.errors import error_words
from eventapp.core.text import catalogue
from tests.conftest import make_app
from tests.pages import read_page

STATUSES = [400, 403, 404, 405, 413, 429, 500, 503]
LANGUAGES = ["lt", "en", "nb"]


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app with one more page, which fails as it is told to."""
    app = make_app(tmp_path_factory.mktemp("failing"))
    app.testing = False  # errors become pages, as in production

    @app.get("/<language>/fail/<int:status>")
    def fail(language: str, status: int) -> str:
        if status == 500:
            raise RuntimeError("a mistake in the program")
        abort(status)

    return app.test_client()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_is_told_in_the_reader_s_words(failing: FlaskClient, status: int, language: str) -> None:
    answer = failing.get(f"/{language}/fail/{status}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")
    words = error_words(status)
    for message in (words.title, words.advice):
        assert catalogue(language).gettext(message) in answer.text
        assert language == "en" or message not in answer.text
    assert f'<a class="btn" href="/{language}/">' in answer.text
    assert f'href="/en/fail/{status}" lang="en"' in answer.text


def test_an_address_without_a_language_answers_in_the_browser_s_and_switches_by_query(
    app: Flask, client: FlaskClient
) -> None:
    answer = client.get("/nothing", headers={"Accept-Language": "nb"})
    assert (answer.status_code, 'lang="nb"' in answer.text) == (404, True)
    assert re.search(r'href="/nothing\?l=lt" lang="lt"', answer.text)


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/lt/")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


AWAY = {
    "lt": "Nieko neįrašyta: šiuo metu nepavyksta pasiekti mūsų duomenų.",
    "en": "Nothing was stored: our records cannot be reached just now.",
    "nb": "Ingenting ble lagret: Vi får ikke tak i opplysningene våre akkurat nå.",
}


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app whose database file has vanished."""
    folder = tmp_path_factory.mktemp("away")
    app = make_app(folder)
    app.testing = False
    (folder / "eventapp.sqlite3").unlink()
    return app.test_client()


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_the_database_is_away_what_was_typed_stays_in_a_form_of_the_page(
    away: FlaskClient, language: str
) -> None:
    """Whatever the form: its fields in their order, also those of one name, to the same address."""
    path = f"/{language}/oslo/register?a=b"
    typed = [("name", '"Žydrūnė" <b>'), ("many", "1"), ("many", "2"), ("words", "one\r\ntwo"), ("do", "")]
    answer = away.post(path, data=MultiDict(typed))
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "10",
        "no-store",
    )
    assert AWAY[language] in answer.text
    form = read_page(answer.text, path).forms[0]
    assert (form.action, form.method, form.filled()) == (path, "post", [*typed])
    others = [words for other, words in AWAY.items() if other != language]
    assert not any(words in answer.text for words in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_cannot_be_read_offers_to_ask_again(away: FlaskClient, language: str) -> None:
    answer = away.get(f"/{language}/oslo/register")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert f'<a class="btn" href="/{language}/oslo/register">' in answer.text
    assert "<form" not in answer.text


def test_what_another_site_has_sent_is_not_shown(away: FlaskClient) -> None:
    answer = away.post("/lt/oslo/register", data={"name": "evil"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 503
    assert "evil" not in answer.text
