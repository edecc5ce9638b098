"""Things of the draft that several edit at once: nobody's change is lost, and only what two have changed is asked."""

import html
import re
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.core.db import session, transaction
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.planning.reading import draft_plan
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, fields_of, opened, save
from tests.factories import (
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
)
from tests.planning.test_operations import ACT

OPENING = Key("session", "opening")
# of each kind: its page, and three fields that three people may change
KINDS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "session": ("sessions/opening", (("title-lt", "Pradžia"), ("day", "2017-04-04"), ("to", "11:00"))),
    "slot": ("sessions/opening/slots/kari", (("topic-nb", "Emne"), ("minutes", "20"), ("status", "declined"))),
    "speaker": ("speakers/kari", (("name", "Kari N."), ("role-en", "Head"), ("website", "https://example.org"))),
    "venue": ("venues/town-hall", (("name-nb", "Rådhuset"), ("street", "Storgata 2"), ("postal_code", "0150"))),
    "room": ("venues/town-hall/rooms/hall", (("name-lt", "Salė"), ("name-nb", "Sal"), ("capacity", "30"))),
    "organisation": ("organisations/birzai", (("name", "Biržai"), ("website", ""), ("places", "3"))),
    "visit": ("facts", (("name-en", "To Oslo"), ("city-lt", "Oslas"), ("project_number", "NO-2"))),
    "registration": ("facts/registration", (("places", "9"), ("keep_days", "30"), ("after_the_end", "y"))),
}


@pytest.fixture
def visit(app: Flask) -> int:
    visit_id = make_visit(after_the_end=False).id
    make_organisation(visit_id)
    venue = make_venue(visit_id)
    room = make_room(venue.id)
    make_venue(visit_id, "library", name={"lt": "Biblioteka", "en": "Library", "nb": "Biblioteket"}, position=2)
    make_speaker(visit_id, "ola", name="Ola Nordmann")
    item = make_session(visit_id, venue_id=venue.id, room_id=room.id)
    make_slot(item.id, make_speaker(visit_id).id)
    return visit_id


def send(desk: FlaskClient, page: str, fields: dict[str, str], *ticked: str, **typed: str) -> Any:
    session.remove()
    g.pop("csrf_token", None)  # see opened
    return desk.post(f"{DESK}/{page}", data={**fields, **typed, "theirs": list(ticked)})


def plan() -> dict[Key, Any]:
    session.remove()
    return draft_plan(get_visit("oslo"))


def note_at(page: str, field: str) -> str:
    """What is said at that field."""
    found = re.search(rf'id="{field}-error">(.*?)</label>', page, re.S)
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", found[1])).split()) if found else ""


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("kind", KINDS)
def test_three_who_opened_the_same_all_keep_theirs(visit: int, desk: FlaskClient, kind: str) -> None:
    page, changes = KINDS[kind]
    stale = fields_of(opened(desk, page))
    for name, value in changes:
        answer = send(desk, page, stale, **{name: value})
        assert (answer.status_code, answer.location.split("?")[1]) == (
            303,
            "done=both" if name != changes[0][0] else "done=1",
        )
    shown = fields_of(opened(desk, page))
    assert {name: shown[name] for name, _ in changes} == dict(changes)
    assert {name: value for name, value in shown.items() if name not in (*dict(changes), "seen", "csrf_token")} == {
        name: value for name, value in stale.items() if name not in (*dict(changes), "seen", "csrf_token")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_saving_once_more_after_the_question_reverts_nobody(visit: int, desk: FlaskClient, kind: str) -> None:
    page, ((first, theirs), (second, other), _) = KINDS[kind]
    stale = fields_of(opened(desk, page))
    assert send(desk, page, stale, **{first: theirs, second: other}).status_code == 303
    mine = {"day": "2017-04-05", "minutes": "5", "status": "confirmed", "keep_days": "20"}.get(second, "Mano")
    mine = "https://example.com" if second == "website" else mine
    refused = send(desk, page, stale, **{second: mine})
    assert refused.status_code == 409
    assert note_at(refused.text, second).startswith(
        "Somebody else has changed this meanwhile, too. What stands here is"
    )
    assert not note_at(refused.text, first)
    again = fields_of(refused.text)
    assert (again[first], again[second]) == (theirs, mine)
    assert fields_of(opened(desk, page))[second] == other
    assert send(desk, page, again).status_code == 303
    shown = fields_of(opened(desk, page))
    assert (shown[first], shown[second]) == (theirs, mine)


def test_mine_and_theirs_who_and_when_in_the_words_of_the_reader(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "sessions/opening"))
    theirs = {"from": "09:30", "to": "11:00", "place": "library", "status": "cancelled", "title-lt": "Kitaip"}
    assert send(desk, "sessions/opening", stale, **theirs).status_code == 303
    mine = {"from": "08:30", "place": "town-hall", "status": "confirmed", "abstract-en": "Mine"}
    refused = send(desk, "sessions/opening", stale, **mine)
    by = re.search(r"ona@example\.org, \d+ \w+ \d{4} at \d\d:\d\d", note_at(refused.text, "from"))
    assert by, note_at(refused.text, "from")
    asked = {"from": "09:30", "place": "Library", "status": "cancelled"}
    for name, value in asked.items():
        assert note_at(refused.text, name).endswith(f"yours. {by[0]}: {value} Take this instead of mine")
    taken = words_of(refused.text[refused.text.index("taken into the form") : refused.text.index("<form")])
    assert f"Title (Lietuvių) : Opening (lt) → Kitaip {by[0]}" in taken
    assert f"To : 10:30 → 11:00 {by[0]}" in taken
    said = words_of(refused.text)
    assert not re.search(r"\d{4}-\d\d-\d\dT|town-hall|provisional \(|\+00:00", said), said
    lithuanian = desk.post(f"{DESK}/sessions/opening?l=lt", data={**stale, **mine})
    assert re.search(
        r"ona@example\.org, \d{4} m\. \w+ \d+ d\. \d\d\.\d\d val\.: 09\.30", note_at(lithuanian.text, "from")
    )
    assert ": Biblioteka Imti šį" in note_at(lithuanian.text, "place")


def test_days_moments_flags_and_numbers_are_told_as_people_write_them(visit: int, desk: FlaskClient) -> None:
    facts, window = (fields_of(opened(desk, page)) for page in ("facts", "facts/registration"))
    assert send(desk, "facts", facts, last_day="2017-04-07").status_code == 303
    refused = send(desk, "facts", facts, last_day="2017-04-08")
    assert ": 7 April 2017 Take" in note_at(refused.text, "last_day")
    theirs = {"opens": "2017-03-01 12:00", "after_the_end": "y", "places": "4"}
    assert send(desk, "facts/registration", window, **theirs).status_code == 303
    refused = send(desk, "facts/registration", window, opens="2017-03-02 12:00", places="5")
    assert ": 1 March 2017 at 12:00 Take" in note_at(refused.text, "opens")
    assert ": 4 Take" in note_at(refused.text, "places")
    assert re.search(r"stays open after the visit’s last day\s*: no → yes", words_of(refused.text))
    birzai = fields_of(opened(desk, "organisations/birzai"))
    assert send(desk, "organisations/birzai", birzai, name_language="nb", role="host").status_code == 303
    refused = send(desk, "organisations/birzai", birzai, name_language="en", role="executor")
    assert ": Norsk Take" in note_at(refused.text, "name_language")


def test_a_box_takes_the_other_s_and_the_rest_is_mine(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "sessions/opening"))
    send(desk, "sessions/opening", stale, **{"title-lt": "Jų", "title-en": "Theirs", "title-nb": "Deres"})
    refused = send(desk, "sessions/opening", stale, **{"title-lt": "Mano", "title-en": "Mine"})
    again = fields_of(refused.text)
    assert again["title-nb"] == "Deres"
    assert send(desk, "sessions/opening", again, "title-en").status_code == 303
    assert [plan()[OPENING][f"title.{each}"] for each in ("lt", "en", "nb")] == ["Mano", "Theirs", "Deres"]


def test_both_typed_the_same_and_nobody_is_asked(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "sessions/opening"))
    send(desk, "sessions/opening", stale, **{"title-en": "Start", "from": "08:30"})
    answer = send(desk, "sessions/opening", stale, **{"title-en": "Start", "to": "11:00"})
    assert answer.status_code == 303
    answer = send(desk, "sessions/opening", stale, **{"title-en": "Start"})
    assert answer.location.endswith("/sessions/opening?done=nothing")
    fields = plan()[OPENING]
    assert (fields["title.en"], fields["starts"], fields["ends"]) == (
        "Start",
        datetime(2017, 4, 3, 6, 30, tzinfo=UTC),
        datetime(2017, 4, 3, 9, 0, tzinfo=UTC),
    )


def test_a_slot_that_is_added_or_removed_while_a_title_is_typed(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "sessions/opening"))
    assert save(desk, "sessions/opening/slots/new", speaker="ola", minutes="15", status="invited").status_code == 303
    with transaction():
        remove_item(visit, OPENING.within("slot", "kari"), act=ACT)
    assert send(desk, "sessions/opening", stale, **{"title-en": "Start"}).status_code == 303
    assert [key.code for key in plan() if key.kind == "slot"] == ["ola"]
    assert plan()[OPENING]["title.en"] == "Start"


def test_a_place_that_a_colleague_left_and_removed_is_no_question_of_whoever_did_not_touch_it(
    visit: int, desk: FlaskClient
) -> None:
    stale = fields_of(opened(desk, "sessions/opening"))
    save(desk, "sessions/opening", place="library")
    for key in (Key("venue", "town-hall").within("room", "hall"), Key("venue", "town-hall")):
        with transaction():
            remove_item(visit, key, act=ACT)
    assert send(desk, "sessions/opening", stale, **{"title-en": "Start"}).status_code == 303
    assert (plan()[OPENING]["title.en"], plan()[OPENING]["venue"]) == ("Start", "library")


def test_an_end_before_the_other_s_beginning_is_told_beside_what_they_changed(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "sessions/opening"))
    assert send(desk, "sessions/opening", stale, **{"from": "10:00"}).status_code == 303
    refused = send(desk, "sessions/opening", stale, to="09:30")
    assert refused.status_code == 422
    assert "The end is not after the beginning." in refused.text
    assert re.search(r"From : 09:00 → 10:00 ona@example.org", words_of(refused.text))
    again = fields_of(refused.text)
    assert (again["from"], again["to"]) == ("10:00", "09:30")
    assert send(desk, "sessions/opening", again, to="11:00").status_code == 303


def test_while_something_is_wrong_with_the_form_others_go_on(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "speakers/kari"))
    save(desk, "speakers/kari", **{"role-en": "Head"})
    wrong = send(desk, "speakers/kari", stale, name="")
    assert (wrong.status_code, fields_of(wrong.text)["role-en"]) == (422, "Head")
    save(desk, "speakers/kari", **{"role-en": "Head of all"})
    assert send(desk, "speakers/kari", fields_of(wrong.text), name="Kari").status_code == 303
    assert [plan()[Key("speaker", "kari")][name] for name in ("name", "role.en")] == ["Kari", "Head of all"]


def test_half_of_a_position_is_never_another_s(visit: int, desk: FlaskClient) -> None:
    stale = fields_of(opened(desk, "venues/town-hall"))
    save(desk, "venues/town-hall", latitude="59.92")
    refused = send(desk, "venues/town-hall", stale, longitude="10.74")
    assert refused.status_code == 409
    assert note_at(refused.text, "longitude")
    assert ": 59.92 Take" in note_at(refused.text, "latitude")


@pytest.mark.parametrize("seen", ["x", "[]", "", '{"title.lt": "\\ud800"}', "[" * 5_000, '{"no.such": 1}', None])
def test_without_what_was_shown_nothing_is_saved_and_the_form_comes_back(
    visit: int, desk: FlaskClient, seen: str | None
) -> None:
    fields = fields_of(opened(desk, "sessions/opening")) | {"title-lt": "Naujas"}
    del fields["seen"]
    refused = send(desk, "sessions/opening", fields if seen is None else {**fields, "seen": seen})
    assert refused.status_code == 409
    assert "Your page did not tell what it had shown" in refused.text
    assert note_at(refused.text, "title-lt").endswith("It says now: Opening (lt) Take this instead of mine")
    assert not note_at(refused.text, "title-en")
    assert plan()[OPENING]["title.lt"] == "Opening (lt)"
    again = fields_of(refused.text)
    assert again["title-lt"] == "Naujas"
    assert send(desk, "sessions/opening", again).status_code == 303
    assert plan()[OPENING]["title.lt"] == "Naujas"


@pytest.mark.parametrize("value", ['["no"]', '"Kitas"', "3", "null", "{}"])
def test_a_hidden_field_that_says_something_else_asks(visit: int, desk: FlaskClient, value: str) -> None:
    fields = fields_of(opened(desk, "sessions/opening")) | {"title-lt": "Naujas"}
    fields["seen"] = re.sub(r'"title\.lt": "[^"]*"', f'"title.lt": {value}', fields["seen"])
    assert send(desk, "sessions/opening", fields).status_code == 409
    assert send(desk, "sessions/opening", fields, "title-lt").status_code in (303, 409)
    assert plan()[OPENING]["title.lt"] in ("Opening (lt)", "Kitas")


@pytest.mark.parametrize("kind", KINDS)
def test_saving_nothing_writes_nothing_and_says_so(visit: int, desk: FlaskClient, kind: str) -> None:
    page, _ = KINDS[kind]
    before = get_visit("oslo")
    answer = save(desk, page)
    assert answer.location == f"{DESK}/{page}?done=nothing"
    assert "Nothing was changed, so nothing was saved." in desk.get(answer.location).text
    session.remove()
    assert get_visit("oslo") == before
    assert list(history(visit)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_told_of_a_change_is_told_the_truth(visit: int, desk: FlaskClient, kind: str) -> None:
    page, ((name, value), *_) = KINDS[kind]
    shown = desk.get(save(desk, page, **{name: value}).location).text
    live = kind in ("visit", "registration", "organisation")
    assert ("Saved. It is public at once." in shown, "Saved. Readers see it with the next release." in shown) == (
        live,
        not live,
    )


def test_two_organisers_at_the_same_moment(app: Flask, visit: int, desk: FlaskClient) -> None:
    """Each in a thread of its own, on a connection of its own."""
    stale = fields_of(opened(desk, "sessions/opening"))
    typed = [
        {"title-lt": "A"},
        {"title-en": "B"},
        {"title-nb": "C"},
        {"from": "08:30"},
        {"to": "11:30"},
        {"kind": "meal"},
    ]
    cookies = {cookie: desk.get_cookie(cookie) for cookie in ("organiser", "eventapp")}
    answers: list[int] = []
    session.remove()

    def one(change: dict[str, str]) -> None:
        client = app.test_client()
        for name, cookie in cookies.items():
            assert cookie is not None
            client.set_cookie(name, cookie.value)
        answers.append(client.post(f"{DESK}/sessions/opening", data={**stale, **change}).status_code)

    threads = [threading.Thread(target=one, args=(change,)) for change in typed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * len(typed)
    shown = fields_of(opened(desk, "sessions/opening"))
    assert {name: shown[name] for change in typed for name in change} == {
        k: v for each in typed for k, v in each.items()
    }
    assert len(history(visit)) == len(typed)
