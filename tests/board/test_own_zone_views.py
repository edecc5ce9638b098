"""The page on which an organiser chooses whose hours stand beside the visit's, and the board that shows them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.browser import ZONE_COOKIE
from tests.at_desk import DESK, opened, save, words
from tests.board.test_views import hours
from tests.factories import make_session, make_visit

PAGE = "board/zone"
BOARD = "board?day=2017-04-03"


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_session(visit, "a", **hours(9, 10))
    return visit


def test_the_chosen_zone_stands_beside_the_visit_s_until_it_is_given_up(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, BOARD)
    assert "Time zone: Oslo (Norway) Show mine, too" in words(page)
    assert f'href="{DESK}/board/zone?back=/organise/visits/oslo/board%3Fday%3D2017-04-03"' in page
    sent = save(desk, f"{PAGE}?back={DESK}/board%3Fday%3D2017-04-03", timezone="Europe/Vilnius")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{DESK}/{BOARD}")
    shown = words(opened(desk, BOARD))
    assert "Time zone: Oslo (Norway) · mine: Vilnius (Lithuania) Change" in shown
    assert "09:00 –10:00 Vilnius (Lithuania): 10:00–11:00" in shown
    assert "08:00 09:00" in shown  # a line of the clock
    assert 'value="Europe/Vilnius" selected' in opened(desk, PAGE)
    assert save(desk, PAGE, timezone="").headers["Location"] == f"{DESK}/board"
    assert "mine:" not in words(opened(desk, BOARD))


def test_a_zone_with_the_same_clocks_adds_no_hours(visit: int, desk: FlaskClient) -> None:
    save(desk, PAGE, timezone="Europe/Rome")
    shown = opened(desk, BOARD)
    assert "mine: Rome (Italy) (the same hours)" in words(shown)
    assert 'class="own"><' not in shown


def test_what_is_no_zone_is_refused_and_one_that_the_browser_tells_is_not_believed(
    visit: int, desk: FlaskClient
) -> None:
    refused = save(desk, PAGE, timezone="Europe/Atlantis")
    assert refused.status_code == 422
    assert "Not a valid choice." in words(refused.text)
    desk.set_cookie(ZONE_COOKIE, "../../etc/passwd")
    assert "mine:" not in words(opened(desk, BOARD))


def test_the_way_back_is_a_page_of_this_desk(visit: int, desk: FlaskClient) -> None:
    sent = save(desk, f"{PAGE}?back=https://example.org/", timezone="Europe/Vilnius")
    assert sent.headers["Location"] == f"{DESK}/sessions"
