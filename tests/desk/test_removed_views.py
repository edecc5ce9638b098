"""The list of what was removed or cancelled, and the buttons that put it back."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.accounts.queries import accounts
from eventapp.core.acts import COMMAND, WORKER, Act, Actor, organiser
from eventapp.core.db import session, transaction
from eventapp.core.paging import PAGE
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.planning.reading import draft_plan
from eventapp.registration.models import Registration
from eventapp.registration.rows import erase
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from tests.at_desk import DESK, opened, statements, words
from tests.factories import LINKS, NOON, make_room, make_session, make_slot, make_speaker, make_venue, make_visit
from tests.pages import read_page
from tests.registration.people import join, leave, row, states

OPENING, HALL = Key("session", "opening"), Key("venue", "town-hall")


@pytest.fixture
def visit(app: Flask) -> int:
    """A session that names a room and has a speaker."""
    visit = make_visit(places=1).id
    venue = make_venue(visit).id
    item = make_session(visit, venue_id=venue, room_id=make_room(venue).id)
    make_slot(item.id, make_speaker(visit).id)
    return visit


def remove(visit: int, *keys: Key, by: Actor | None = None) -> None:
    for key in keys:
        with transaction():
            remove_item(visit, key, act=Act(by or organiser(accounts()[0].id), LINKS, NOON))


def listed(desk: FlaskClient, query: str = "") -> list[str]:
    page = opened(desk, f"removed{query}")
    return [
        words(f"<main{row}").removeprefix("> ")
        for row in re.findall(r'<tr role="row">\s*<th scope="row".*?</tr>', page, re.S)
    ]


def press(desk: FlaskClient, name: str) -> Any:
    """The button of that row."""
    forms = [form for form in read_page(opened(desk, "removed")).forms if form.action.endswith("/put-back")]
    form = next(form for form in forms if form.action.startswith(f"{DESK}/{name}"))
    return desk.post(form.action, data=dict(form.filled()))


def test_nothing_is_removed_yet(visit: int, desk: FlaskClient) -> None:
    assert "Nothing is removed, and nobody has cancelled." in opened(desk, "removed")


def test_a_session_is_listed_with_who_and_when_and_comes_back_as_it_was(visit: int, desk: FlaskClient) -> None:
    before = draft_plan(visit_of(visit))
    remove(visit, OPENING)
    assert listed(desk) == ["Opening Session, removed 1 March 2017 at 13:00 ona@example.org Put back"]
    answer = press(desk, "removed/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/sessions/opening?done=back")
    session.remove()
    assert draft_plan(visit_of(visit)) == before
    assert "Put back. Readers see it with the next release." in desk.get(answer.headers["Location"]).text
    assert listed(desk) == []


def test_every_list_leads_there(visit: int, desk: FlaskClient) -> None:
    link = f'href="{DESK}/removed"'
    for page in ("sessions", "speakers", "venues", "organisations", "registrations", "history"):
        assert link in opened(desk, page), page


def test_what_cannot_come_back_says_why_and_what_comes_back_without_something_says_without_what(
    visit: int, desk: FlaskClient
) -> None:
    slot, room = OPENING.within("slot", "kari"), HALL.within("room", "hall")
    remove(visit, slot, OPENING, Key("speaker", "kari"), room, HALL, by=COMMAND)
    assert [row.split(" 1 March 2017 at 13:00 a command ") for row in listed(desk)] == [
        ["Town hall Place, removed", "Put back"],
        ["Great hall, Town hall Room, removed", "What this belongs to was removed, too. Please put that back first."],
        ["Kari Nordmann Speaker, removed", "Put back Erase for good"],
        ["Opening Session, removed", "Put back without Town hall: not there any more"],
        [
            "Kari Nordmann, Opening Speaker slot, removed",
            "What this belongs to was removed, too. Please put that back first.",
        ],
    ]
    forms = [form.action for form in read_page(opened(desk, "removed")).forms if "put-back" in form.action]
    answer = desk.post(forms[2], data={"csrf_token": token(desk)})
    assert answer.headers["Location"] == f"{DESK}/sessions/opening?done=partly"
    assert "without what it named and is not there any more" in desk.get(answer.headers["Location"]).text


def token(desk: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', opened(desk, "removed"))
    assert found
    return found[1]


def test_a_code_that_something_new_has_is_named_with_it(visit: int, desk: FlaskClient) -> None:
    remove(visit, OPENING)
    stale = [form.action for form in read_page(opened(desk, "removed")).forms if "put-back" in form.action]
    said = {"title.en": "Another", "kind": "meal"}
    with transaction():
        save_item(visit, Edit(OPENING, said, None), act=Act(organiser(1), LINKS, NOON))
    refused = "It cannot be put back: its code “opening” belongs to something else now."
    page = opened(desk, "removed")
    assert (refused in page, f'<a href="{DESK}/sessions/opening">Another</a>' in page) == (True, True)
    answer = desk.post(stale[0], data={"csrf_token": token(desk)})
    assert (answer.status_code, refused in answer.text) == (409, True)


@pytest.mark.parametrize("entry", ["1", "999", "x", "-1", "9" * 40])
def test_what_is_not_removed_is_no_button(visit: int, desk: FlaskClient, entry: str) -> None:
    answer = desk.post(f"{DESK}/removed/{entry}/put-back", data={"csrf_token": token(desk)})
    assert (answer.status_code, "There is no such thing in this visit" in answer.text) == (404, True)


def test_the_button_without_its_token_asks_once_more_and_reading_its_address_leads_to_the_list(
    visit: int, desk: FlaskClient
) -> None:
    remove(visit, OPENING)
    [form] = [form for form in read_page(opened(desk, "removed")).forms if "put-back" in form.action]
    answer = desk.post(form.action)
    assert (answer.status_code, "Please send the form once more" in answer.text) == (400, True)
    assert OPENING not in draft_plan(visit_of(visit))
    assert desk.get(form.action).headers["Location"] == f"{DESK}/removed"


def test_a_cancelled_registration_is_put_back_from_the_list_and_from_its_page(visit: int, desk: FlaskClient) -> None:
    first = join(visit, "a@example.org")
    leave(first)
    [told] = listed(desk)
    assert told == "Žydrūnė Ąžuolaitė Registration, registration cancelled 1 March 2017 at 13:00 a participant Put back"
    answer = press(desk, "registrations/")
    assert answer.headers["Location"] == f"{DESK}/registrations/{first.id}?done=put-back"
    assert "The registration is valid again" in desk.get(answer.headers["Location"]).text
    assert (states(), listed(desk)) == ({"a@example.org": "confirmed"}, [])
    leave(row("a@example.org"))
    page = read_page(opened(desk, f"registrations/{first.id}"))
    form = next(form for form in page.forms if form.action.endswith("put-back"))
    assert desk.post(form.action, data=dict(form.filled())).status_code == 303
    assert states() == {"a@example.org": "confirmed"}


def test_where_nobody_can_wait_the_person_s_page_says_so(visit: int, desk: FlaskClient) -> None:
    first = join(visit, "a@example.org")
    leave(first)
    join(visit, "b@example.org")
    with transaction():
        session.execute(update(Visit).values(queue=False))
    answer = press(desk, "registrations/")
    assert (answer.status_code, "All places of this visit are taken" in answer.text) == (409, True)
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}


def test_whoever_was_erased_is_in_no_list(visit: int, desk: FlaskClient) -> None:
    person = join(visit).id
    leave(row("zydrune@example.org"))
    with transaction():
        erase(session.get_one(Registration, person), act=Act(WORKER, LINKS, NOON))
    assert listed(desk) == []


def test_whoever_registered_again_is_in_no_list(visit: int, desk: FlaskClient) -> None:
    leave(join(visit))
    join(visit)
    assert listed(desk) == []


def test_a_long_list_has_pages_and_costs_the_same(visit: int, desk: FlaskClient) -> None:
    speakers = [make_speaker(visit, f"speaker-{number}", name=f"Speaker {number}") for number in range(PAGE + 2)]
    keys = [Key("speaker", speaker.code) for speaker in speakers]
    make_session(visit, "lunch", uid="lunch@x")
    remove(visit, *keys[:2], OPENING)
    cost = statements(desk, f"{DESK}/removed")
    remove(visit, *keys[2:], Key("session", "lunch"))
    assert statements(desk, f"{DESK}/removed") == cost
    first = opened(desk, "removed")
    [older] = re.findall(rf'href="{DESK}/removed(\?before=\d+)">Older<', first)
    assert len(listed(desk)) == PAGE
    assert [told.split(" Session")[0].split(" Speaker,")[0] for told in listed(desk, older)] == [
        "Speaker 2",
        "Opening",
        "Speaker 1",
        "Speaker 0",
    ]


def test_a_stranger_sees_nothing(visit: int, app: Flask) -> None:
    for path in (f"{DESK}/removed", f"{DESK}/removed/1/put-back"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.headers["Location"].startswith("/sign-in")) == (303, True)
