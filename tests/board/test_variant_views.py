"""The pages of variants, as an organiser uses them: begun, compared, adopted, dropped; told in three languages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.planning.moves import Target
from eventapp.planning.placing import place_sessions
from tests.at_desk import DESK, opened, save, statements, words
from tests.board.test_operations import MONDAY
from tests.factories import make_session, make_venue, make_visit, text
from tests.pages import encoded, read_page
from tests.planning.test_operations import ACT
from tests.planning.test_several import NINE, row

LIST = "board/variants"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_venue(visit)
    make_session(visit, "a", title=text("Opening"))
    make_session(visit, "b", title=text("Lunch"))
    return visit


def begin(desk: FlaskClient) -> str:
    """Its page."""
    answer = save(desk, f"{LIST}?day=2017-04-03", name="Later start")
    assert answer.status_code == 303
    return str(answer.headers["Location"]).removeprefix(f"{DESK}/")


def press(desk: FlaskClient, page: str, verb: str, **values: str):  # type: ignore[no-untyped-def]
    """The button of that verb."""
    return send(desk, opened(desk, page), f"{DESK}/{page}", verb, **values)


def send(desk: FlaskClient, page: str, path: str, verb: str, **values: str):  # type: ignore[no-untyped-def]
    form = next(each for each in read_page(page, path).forms if each.action.endswith(f"/{verb}"))
    return desk.post(form.action, data=encoded([*form.filled({}), *values.items()]), content_type=FORM)


def test_a_variant_is_begun_gone_on_in_and_adopted(visit: int, desk: FlaskClient) -> None:
    page = begin(desk)
    assert "Later start" in words(opened(desk, LIST))
    moved = save(desk, f"{page}/sessions/a/move", start="11", place="town-hall")
    assert (moved.status_code, moved.headers["Location"]) == (303, f"{DESK}/{page}")
    told = words(opened(desk, page))
    assert "Variant 09:00 –10:30 Lunch" in told
    assert "11:00 –12:30 Opening moved" in told
    assert row("a").starts_at == NINE
    asked = press(desk, page, "adopt")
    assert "Opening Monday 3 April, 09:00–10:30, without a place → Monday 3 April, 11:00–12:30" in words(asked.text)
    done = send(desk, asked.text, f"{DESK}/{page}", "adopt", sure="y")
    assert (done.status_code, done.headers["Location"]) == (303, f"{DESK}/{page}")
    assert row("a").starts_at != NINE
    assert "It was adopted" in words(opened(desk, page))
    told = words(opened(desk, "history"))
    number = page.rpartition("/")[2]
    assert [f"Variant {number} {action}" in told for action in ("begun", "adopted")] == [True, True]
    refused = press(desk, page, "adopt")
    assert (refused.status_code, "Nothing of this variant is different" in refused.text) == (409, True)


def test_what_others_moved_is_asked_about_and_a_step_is_taken_back(visit: int, desk: FlaskClient) -> None:
    page = begin(desk)
    save(desk, f"{page}/sessions/a/move", start="11")
    save(desk, f"{page}/sessions/b/move", start="12")
    with transaction():
        place_sessions(visit, {"a": NINE}, Target(MONDAY, "18:00"), act=ACT)
    assert "Moved by others since the variant was begun" in words(press(desk, page, "adopt").text)
    assert press(desk, page, "back").status_code == 303
    assert 'value="1"' in opened(desk, page)
    before = opened(desk, page)
    save(desk, f"{page}/sessions/b/move", start="13")
    stale = send(desk, before, f"{DESK}/{page}", "back")
    assert (stale.status_code, "Somebody else has gone on" in stale.text) == (409, True)


@pytest.mark.parametrize(("typed", "said"), [({"start": "25"}, "start"), ({"day": "2017-04-99"}, "day")])
def test_what_cannot_be_read_is_told_at_its_field(
    visit: int, desk: FlaskClient, typed: dict[str, str], said: str
) -> None:
    page = begin(desk)
    answer = save(desk, f"{page}/sessions/a/move", **typed)
    assert answer.status_code == 422
    assert f'id="{said}-error"' in answer.text or f'aria-describedby="{said}' in answer.text


def test_a_variant_needs_a_name_and_a_day_of_the_visit(visit: int, desk: FlaskClient) -> None:
    nameless = save(desk, LIST, name=" ")
    assert (nameless.status_code, "What is it called?" in nameless.text) == (422, True)
    long = save(desk, LIST, name="x" * 81)
    assert (long.status_code, "x" * 81 in long.text) == (422, True)
    assert save(desk, LIST, name="x", day="2016-01-01").status_code == 422


def test_it_is_dropped_and_a_wrong_address_is_404(visit: int, desk: FlaskClient) -> None:
    page = begin(desk)
    assert desk.get(f"{DESK}/{page}/adopt").headers["Location"] == f"{DESK}/{page}"
    dropped = press(desk, page, "drop")
    assert (dropped.status_code, dropped.headers["Location"]) == (303, f"{DESK}/{LIST}")
    for path in (page, f"{LIST}/x", f"{page}/sessions/a/move", f"{page}/adopt"):
        assert desk.get(f"{DESK}/{path}").status_code == 404
    kept = begin(desk)
    assert desk.get(f"{DESK}/{kept}/sessions/nothing/move").status_code == 404


def test_a_page_costs_as_many_statements_with_forty_sessions(visit: int, desk: FlaskClient) -> None:
    page = begin(desk)
    cost = statements(desk, f"{DESK}/{page}")
    for number in range(40):
        make_session(visit, f"s{number}")
    assert statements(desk, f"{DESK}/{page}") == cost


def test_nothing_public_tells_of_it(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    page = begin(desk)
    save(desk, f"{page}/sessions/a/move", start="11")
    for path in ("/en/oslo/", "/en/oslo/programme", f"{DESK}/{page}"):
        assert "Later start" not in client.get(path).text
