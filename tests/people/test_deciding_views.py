"""Organisers decide about one person, and end the waiting of all."""

import pytest
from flask.testing import FlaskClient

from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail
from eventapp.visits.models import Visit
from tests.at_desk import DESK, opened, words
from tests.factories import make_visit
from tests.pages import PageForm
from tests.registration.people import join, row, states
from tests.walk import Browser

ADA = "zydrune@example.org"


@pytest.fixture
def visit(desk: FlaskClient) -> int:
    return make_visit(places=1, moderated="everybody").id


def page(email: str = ADA) -> str:
    return f"{DESK}/registrations/{row(email).id}"


def form_of(desk: FlaskClient, verb: str, email: str = ADA) -> PageForm:
    here = page(email)
    return next(form for form in Browser(desk).page(here).forms if form.action == f"{here}/{verb}")


def send(desk: FlaskClient, verb: str, email: str = ADA, **typed: str) -> str:
    form = form_of(desk, verb, email)
    browser = Browser(desk)
    answer = browser.send(form, form.filled(typed))
    return str(words(browser.open(answer.location).text if answer.location else answer.text))


def test_a_registration_is_accepted(visit: int, desk: FlaskClient) -> None:
    join(visit)
    assert "1 registration waits for your decision" in words(desk.get(f"{DESK}/").text)
    assert "The registration counts now" in send(desk, "approve")
    assert states() == {ADA: "confirmed"}


def test_a_registration_is_not_accepted_with_a_reason_and_that_is_decided_once_more(
    visit: int, desk: FlaskClient
) -> None:
    join(visit)
    assert "Please write down the reason." in send(desk, "reject")
    assert states() == {ADA: "pending"}
    said = send(desk, "reject", reason="The group is complete")
    assert "The registration is not accepted" in said
    assert "The group is complete" in said
    assert "Not accepted by the organisers 1" in words(desk.get(f"{DESK}/").text)
    assert "It waits for a decision once more." in send(desk, "decide-again")
    assert states() == {ADA: "pending"}


def test_a_reason_that_is_too_long_is_told_at_its_field_and_kept(visit: int, desk: FlaskClient) -> None:
    join(visit)
    said = send(desk, "reject", reason="z" * 601)
    assert "at most 600 characters; these are 601" in said
    assert "z" * 601 in said


def test_what_a_colleague_has_decided_meanwhile_is_said(visit: int, desk: FlaskClient) -> None:
    join(visit)
    form = form_of(desk, "reject")
    send(desk, "approve")
    answer = Browser(desk).send(form, form.filled({"reason": "x"}))
    assert answer.status_code == 409
    assert "Nothing is to be decided about this registration any more." in words(answer.text)
    assert states() == {ADA: "confirmed"}


def test_a_place_is_given_beyond_the_limit_only_if_that_is_ticked(visit: int, desk: FlaskClient) -> None:
    with transaction():
        session.get_one(Visit, visit).moderated = "nobody"
    join(visit, "first@example.org")
    join(visit)
    said = send(desk, "give-place", reason="The mayor")
    assert "All places of this visit are taken" in said
    assert "The mayor" in said
    assert "The person has a place now" in send(desk, "give-place", reason="The mayor", beyond="y")
    assert states()[ADA] == "confirmed"
    assert "got a place beyond the limit" in words(opened(desk, f"history?thing=registration.{row(ADA).id}"))


def test_the_waiting_of_all_is_ended_with_own_words(desk: FlaskClient) -> None:
    visit = make_visit(places=0).id
    for name in "ab":
        join(visit, f"{name}@example.org")
    browser, here = Browser(desk), f"{DESK}/call-off"
    assert "2 people wait for a place." in words(desk.get(here).text)
    form = next(form for form in browser.page(here).forms if form.action == here)
    refused = browser.send(form, form.filled({"words": "x" * 601}))
    assert (refused.status_code, "at most 600 characters" in refused.text) == (422, True)
    answer = browser.send(form, form.filled({"words": "See you in Vilnius"}))
    assert "Waiting ended for 2 people." in words(browser.open(answer.location).text)
    assert set(states().values()) == {"cancelled"}
    letters = session.query(Mail).filter(Mail.subject.contains(":")).all()
    assert sum("See you in Vilnius" in str(mail.content) for mail in letters) == 2
    assert "Nobody waits for a place." in words(desk.get(here).text)


@pytest.mark.parametrize("verb", ["approve", "reject", "decide-again", "give-place"])
def test_a_form_without_its_token_decides_nothing(visit: int, desk: FlaskClient, verb: str) -> None:
    join(visit)
    assert desk.post(f"{page()}/{verb}", data={"reason": "x"}).status_code == 400
    assert states() == {ADA: "pending"}
    assert desk.get(f"{page()}/{verb}").location == page()
    assert desk.post(f"{DESK}/call-off", data={"words": "x"}).status_code == 400
