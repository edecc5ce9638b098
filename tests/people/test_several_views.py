"""Several people of the list in one step: ticked, asked before they are cancelled, told what became of each."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import session, transaction
from eventapp.core.forms import MOST_TICKED
from eventapp.visits.models import Visit
from tests.at_desk import DESK, opened, words
from tests.pages import encoded, read_page
from tests.people.desk import LIST, get, search
from tests.registration.people import join, leave, letters, row, states

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def people(visit: int) -> list[str]:
    """The ids of three, one of whom has cancelled."""
    ids = [str(join(visit, f"{name}@example.org", family_name=f"{name.upper()}aitė").id) for name in "abc"]
    leave(row("c@example.org"))
    return ids


def send(desk: FlaskClient, verb: str, *ids: str, path: str = "?choose=page"):  # type: ignore[no-untyped-def]
    """As a browser sends the list once these are ticked."""
    page = get(desk, path)
    form = next(each for each in read_page(page, LIST).forms if "/several/" in each.action)
    sent = [(name, value) for name, value in form.filled({}) if name != "ticked" or value in ids]
    return desk.post(form.action.replace("/link", f"/{verb}"), data=encoded(sent), content_type=FORM)


def test_each_is_written_to_and_what_is_left_out_is_said(people: list[str], desk: FlaskClient) -> None:
    written = len(letters())
    answer = send(desk, "link", *people)
    assert answer.headers["Location"] == f"{LIST}?did=link&changed=2&cancelled=1"
    assert "2 people written to, 1 left out: cancelled already." in words(get(desk, "?did=link&changed=2&cancelled=1"))
    assert [to for to, _ in letters()[written:]] == ["a@example.org", "b@example.org"]


def test_before_several_are_cancelled_it_is_said_who_and_what_for(people: list[str], desk: FlaskClient) -> None:
    asked = send(desk, "cancel", *people)
    assert asked.status_code == 200
    told = words(asked.text)
    assert "2 people lose their registrations and get a letter each" in told
    assert ("Aaitė" in told, "Baitė" in told, "Caitė" in told) == (True, True, False)
    assert set(states().values()) == {"confirmed", "cancelled"}
    form = next(each for each in read_page(asked.text, LIST).forms if "/several/" in each.action)
    done = desk.post(form.action, data=encoded(form.filled({})), content_type=FORM)
    assert done.headers["Location"] == f"{LIST}?did=cancel&changed=2"
    assert set(states().values()) == {"cancelled"}
    again = desk.post(form.action, data=encoded(form.filled({})), content_type=FORM)
    assert again.headers["Location"] == f"{LIST}?did=cancel&changed=0&cancelled=2"
    assert "All whom you chose are cancelled already." in send(desk, "cancel", *people).text


def test_who_had_cancelled_is_put_back(people: list[str], desk: FlaskClient) -> None:
    answer = send(desk, "put-back", *people)
    assert answer.headers["Location"] == f"{LIST}?did=put-back&changed=1&valid=2"
    assert set(states().values()) == {"confirmed"}


def test_the_limits_of_letters_hold_for_each(people: list[str], desk: FlaskClient) -> None:
    found = [send(desk, "link", people[0]).headers["Location"] for _ in range(12)]
    assert found[0].endswith("changed=1")
    assert found[-1].endswith("changed=0&enough=1")


def test_one_comes_back_to_the_part_of_the_list_one_was_in(people: list[str], desk: FlaskClient) -> None:
    found = search(desk, "baite", status="confirmed")
    answer = send(desk, "link", *people, path=f"{found}&choose=page")
    told = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert told == parse_qs(f"{found[1:]}&did=link&changed=1")
    assert "Baitė" in (page := get(desk, answer.headers["Location"].removeprefix(LIST)))
    assert "Aaitė" not in page


def test_nothing_ticked_is_said_and_a_foreign_form_does_nothing(people: list[str], desk: FlaskClient) -> None:
    nobody = send(desk, "cancel", path="")
    assert (nobody.status_code, "Choose at least one person in the list." in nobody.text) == (422, True)
    assert {form.action.split("?")[0] for form in read_page(nobody.text, f"{LIST}/several/cancel").forms} >= {
        LIST,
        f"{LIST}/several/link",
    }
    foreign = desk.post(f"{LIST}/several/cancel", data={"ticked": people[0], "sure": "y"})
    assert foreign.status_code == 400
    assert f'value="{people[0]}" checked' in foreign.text
    unread = desk.post(f"{LIST}/several/cancel", data={"ticked": "nobody"})
    assert unread.status_code == 400
    assert states()["a@example.org"] == "confirmed"


def test_more_than_a_few_pages_have_are_not_done_at_once(people: list[str], desk: FlaskClient) -> None:
    page = get(desk, "?choose=page")
    form = next(each for each in read_page(page, LIST).forms if "/several/" in each.action)
    others = [("ticked", str(UUID(int=number))) for number in range(MOST_TICKED)]
    refused = desk.post(form.action, data=encoded([*form.filled({}), *others]), content_type=FORM)
    assert refused.status_code == 422
    assert "You have chosen 203; at most 200 are done at a time. Please do it in parts." in words(refused.text)
    assert states()["a@example.org"] == "confirmed"


def test_whoever_reads_a_verb_is_led_to_the_list(visit: int, desk: FlaskClient) -> None:
    answer = desk.get(f"{LIST}/several/cancel?status=cancelled&sure=y")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}?status=cancelled")


def test_a_stranger_is_led_to_the_sign_in(people: list[str], app: Flask) -> None:
    answer = app.test_client().post(f"{LIST}/several/cancel", data={"ticked": people[0], "sure": "y"})
    assert (answer.status_code, states()["a@example.org"]) == (303, "confirmed")
    assert answer.headers["Location"].startswith("/sign-in")


def test_letters_of_the_visit_have_the_same_boxes(people: list[str], desk: FlaskClient) -> None:
    page = opened(desk, "outbox?choose=page")
    form = next(each for each in read_page(page, f"{DESK}/outbox").forms if each.action.endswith("/several/again"))
    sent = encoded(form.filled({}))
    number = len(letters())
    again = desk.post(form.action, data=sent, content_type=FORM)
    assert again.headers["Location"] == f"{DESK}/outbox?did=again&changed=0&not_failed={number}"
    handed = desk.post(form.action.replace("again", "handed"), data=sent, content_type=FORM)
    assert handed.headers["Location"] == f"{DESK}/outbox?did=handed&changed={number}"
    told = words(opened(desk, f"outbox?did=handed&changed={number - 1}&sent=1"))
    assert f"{number - 1} letters handed over, 1 left out: sent already." in told
    assert "Choose at least one letter in the list." in desk.post(
        form.action, data=encoded([(name, value) for name, value in form.filled({}) if name != "ticked"]),
        content_type=FORM,
    ).text  # fmt: skip


@pytest.fixture
def pending(people: list[str], visit: int) -> list[str]:
    """Those three, and two who wait for a decision."""
    with transaction():
        session.get_one(Visit, visit).moderated = "everybody"
    return [*people, *(str(join(visit, f"{name}@example.org", family_name=f"{name.upper()}aitė").id) for name in "de")]


def test_those_who_wait_for_a_decision_are_accepted_together(pending: list[str], desk: FlaskClient) -> None:
    answer = send(desk, "approve", *pending)
    assert answer.headers["Location"] == f"{LIST}?did=approve&changed=2&decided=3"
    said = words(get(desk, "?did=approve&changed=2&decided=3"))
    assert "2 people accepted, 3 left out: nothing to decide." in said
    assert list(states().values()) == ["confirmed", "confirmed", "cancelled", "confirmed", "confirmed"]


def test_those_who_are_not_accepted_get_one_reason(pending: list[str], desk: FlaskClient) -> None:
    asked = send(desk, "reject", *pending)
    assert asked.status_code == 200
    assert "2 people are not accepted, and get a letter each with your reason." in words(asked.text)
    form = next(each for each in read_page(asked.text, LIST).forms if "/several/" in each.action)
    refused = desk.post(form.action, data=encoded(form.filled({})), content_type=FORM)
    assert (refused.status_code, "Please write down the reason." in refused.text) == (422, True)
    done = desk.post(form.action, data=encoded(form.filled({"reason": "Full"})), content_type=FORM)
    assert done.headers["Location"] == f"{LIST}?did=reject&changed=2"
    assert list(states().values())[3:] == ["rejected", "rejected"]
    assert "Of those whom you chose nobody waits for a decision." in send(desk, "reject", *pending).text
