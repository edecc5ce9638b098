"""What a form takes, and from whom."""

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.errors import error_words
from eventapp.core.forms import sent_from_here
from eventapp.core.text import translate
from tests.conftest import installation
from tests.registration.people import token_in

HTTPS = "https://visits.example.org"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"Origin": HTTPS}, True),
        ({"Referer": f"{HTTPS}/organise/?x=1"}, True),
        ({"Origin": "https://behind.example.org:8000"}, True),
        ({"Origin": HTTPS, "Referer": "https://elsewhere.example/"}, True),
        ({"Origin": "https://VISITS.example.org:443"}, True),
        ({"Origin": "https://behind.example.org"}, False),
        ({"Origin": "https://elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}, False),
        ({"Origin": "https://visits.example.org:99999"}, False),
        ({"Origin": "https://"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "null", "Referer": f"{HTTPS}/"}, False),
        ({"Origin": "http://visits.example.org"}, False),
        ({"Origin": "https://visits.example.org:8443"}, False),
        ({"Origin": "https://visits.example.org.elsewhere.example"}, False),
        ({"Referer": "https://elsewhere.example/https://visits.example.org/"}, False),
        ({"Referer": "https://["}, False),
    ],
)
def test_the_browser_must_not_name_another_site(tmp_path: Path, headers: dict[str, str], ours: bool) -> None:
    with (
        installation(tmp_path, EVENTAPP_BASE_URL=HTTPS) as app,
        app.test_request_context("/", base_url="https://behind.example.org:8000", method="POST", headers=headers),
    ):
        assert sent_from_here() is ours


def test_without_https_the_same_host_is_enough(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://localhost:8000", headers={"Origin": "http://localhost:8000"}):
        assert sent_from_here()


@pytest.mark.parametrize("body", ["[1]", "{}", '"x"', "null", "{", json.dumps({"email": ["x"]}), "[" * 5000])
def test_json_is_no_form(client: FlaskClient, body: str) -> None:
    assert client.post("/sign-in", data=body, content_type="application/json").status_code == 400


def test_a_file_is_no_text(client: FlaskClient) -> None:
    token = token_in(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"csrf_token": token, "email": (io.BytesIO(b"x"), "x.txt")})
    assert answer.status_code == 422


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_too_much_at_once_is_told_in_words(client: FlaskClient, language: str) -> None:
    words = translate(language, error_words(413).title)
    many = {f"field{number}": "x" for number in range(300)}
    for data, media in (({"email": "x" * 300_000}, None), (many, "multipart/form-data")):
        answer = client.post(f"/sign-in?l={language}", data=data, content_type=media)
        assert (answer.status_code, words in answer.text) == (413, True)
