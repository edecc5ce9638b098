"""Clashes at the desk: their page, the overview, the form after saving, the release."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.at_desk import DESK, opened, save, statements
from tests.factories import make_session, make_slot, make_speaker, make_visit, publish

KARI = "Kari Nordmann speaks in two places at once."


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit().id


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def clashing(visit: int, *codes: str) -> None:
    """At the same time, all with the same speaker."""
    speaker = make_speaker(visit)
    for code in codes:
        make_slot(make_session(visit, code, title={"en": f"Session {code}"}).id, speaker.id)


def test_each_clash_is_told_with_links_to_its_sessions(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    page = opened(desk, "clashes")
    assert f"Cannot be 1 {KARI} Monday 3 April, 09:00–10:30 Session a · Session b" in words(page)
    assert [f'href="{DESK}/sessions/{code}"' in page for code in "ab"] == [True, True]


def test_without_any_it_says_so(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a")
    assert "nobody is in two places" in words(opened(desk, "clashes"))
    assert "clash" not in words(opened(desk, ""))
    assert "Clashes" not in words(opened(desk, "release"))


def test_a_stranger_is_sent_to_sign_in_and_an_unknown_visit_is_not_there(visit: int, client: FlaskClient) -> None:
    assert client.get(f"{DESK}/clashes").headers["Location"].startswith("/sign-in")


def test_an_unknown_visit_has_no_clashes(visit: int, desk: FlaskClient) -> None:
    assert desk.get("/organise/visits/none/clashes").status_code == 404


def test_three_clashing_sessions_cost_as_many_statements_as_two(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    counted = statements(desk, f"{DESK}/clashes")
    make_slot(make_session(visit, "c").id, make_speaker(visit, "ola").id)
    clashed = make_session(visit, "d", title={"en": "Session d"})
    make_slot(clashed.id, make_speaker(visit, "per").id)
    assert statements(desk, f"{DESK}/clashes") == counted


def test_the_overview_counts_them_and_leads_there(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b", "c")
    page = opened(desk, "")
    assert f'href="{DESK}/clashes"' in page
    assert "3 clashes in the programme" in words(page)


def test_a_saved_session_says_what_it_is_in_and_an_opened_one_does_not(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    assert KARI not in words(opened(desk, "sessions/a"))
    answer = save(desk, "sessions/a", **{"title-en": "Moved"})
    assert answer.status_code == 303
    page = opened(desk, answer.headers["Location"].removeprefix(f"{DESK}/"))
    assert "There is 1 clash: " + KARI in words(page)
    assert f'href="{DESK}/sessions/b"' in page
    make_session(visit, "alone")
    answer = save(desk, "sessions/alone", **{"title-en": "Moved", "from": "15:00", "to": "16:00"})
    assert "clash" not in words(opened(desk, answer.headers["Location"].removeprefix(f"{DESK}/")))


def test_above_the_button_of_a_release_stands_what_clashes(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    page = words(opened(desk, "release"))
    assert page.index(KARI) < page.index("Release version 1")
    publish(visit)  # nothing is forbidden, and where nothing is to be released nothing is warned of
    assert KARI not in words(opened(desk, "release"))


def test_the_public_reads_nothing_of_it(visit: int, client: FlaskClient) -> None:
    clashing(visit, "a", "b")
    publish(visit)
    for page in ("programme", "sessions/a", "speakers/kari", "changes"):
        assert "two places" not in client.get(f"/en/oslo/{page}").text
