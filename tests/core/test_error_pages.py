"""Errors that no page has caught: in words, in three languages, with a way onward."""

import re

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from eventapp.core.errors import error_words
from eventapp.core.text import catalogue
from tests.conftest import make_app

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
