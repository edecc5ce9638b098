"""The session's cookie: read back as long as it is used, by us alone."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask, Response

from eventapp.core import browser
from tests.conftest import make_settings
from tests.factories import NOON

SECOND = timedelta(seconds=1)


def shown(app: Flask, value: str, *, after: timedelta) -> str:
    """The token that a browser shows with that cookie."""
    cookie = f"{browser.SESSION_COOKIE}={value}"
    with time_machine.travel(NOON + after, tick=False), app.test_request_context(headers={"Cookie": cookie}):
        return browser.session_token()


@pytest.mark.parametrize(
    ("after", "token"),
    [(timedelta(), "abc"), (browser.SESSION_IDLE - SECOND, "abc"), (browser.SESSION_IDLE, "")],
)
def test_a_session_that_nobody_uses_ends(app: Flask, after: timedelta, token: str) -> None:
    assert shown(app, browser.session_value("abc", now=NOON), after=after) == token


@pytest.mark.parametrize("spoilt", ["", "abc", "abc.1.", "..", "{token}.{later}.{proof}", "other.{used}.{proof}", "é"])
def test_nothing_else_is_a_session(app: Flask, spoilt: str) -> None:
    token, used, proof = browser.session_value("abc", now=NOON).split(".")
    value = spoilt.format(token=token, used=used, later=int(used) + 1, proof=proof)
    assert shown(app, value, after=timedelta()) == ""


@pytest.mark.parametrize(
    ("after", "renewed"),
    [(timedelta(minutes=10) - SECOND, False), (timedelta(minutes=10), True), (timedelta(hours=12), False)],
)
def test_the_cookie_is_written_anew_now_and_then(app: Flask, after: timedelta, renewed: bool) -> None:
    value = browser.session_value("abc", now=NOON)
    cookie = f"{browser.SESSION_COOKIE}={value}"
    with time_machine.travel(NOON + after, tick=False), app.test_request_context(headers={"Cookie": cookie}):
        answer = browser.renew_session(Response())
        expected = browser.session_value("abc", now=NOON + after)
        assert (expected in answer.headers.get("Set-Cookie", "")) is renewed


def test_under_https_a_cookie_is_this_host_s_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("https")
    plain, secure = (make_settings(folder, EVENTAPP_BASE_URL=f"{scheme}://x.example") for scheme in ("http", "https"))
    assert [browser.cookie_name(settings, "a") for settings in (plain, secure)] == ["a", "__Host-a"]
