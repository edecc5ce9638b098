"""Roles in a visit are given and taken at the desk."""

from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.accounts.queries import get_account
from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.visits.members import give, members
from eventapp.visits.models import Right
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import token_in

PAGE = "/organise/visits/oslo/roles"


def send(desk: FlaskClient, path: str = "", **typed: str) -> tuple[int, str]:
    """(status, where it leads, or the page)."""
    g.pop("csrf_token", None)  # the tests' requests share one app context
    answer = desk.post(f"{PAGE}{path}", data={"csrf_token": token_in(desk.get(f"{PAGE}?l=en").text), **typed})
    session.remove()
    return answer.status_code, answer.location or answer.text


def rights(visit_id: int) -> dict[str, str]:
    session.remove()
    return {member.email: str(member.right) for member in members(visit_id)}


def test_a_role_is_given_and_the_page_says_so(desk: FlaskClient) -> None:
    visit = make_visit().id
    assert send(desk, email="jonas@Example.ORG", role="reader") == (303, f"{PAGE}?done=given")
    assert rights(visit) == {"ona@example.org": "organiser", "jonas@example.org": "reader"}
    page = desk.get(f"{PAGE}?done=given").text
    assert "jonas@example.org" in page
    assert "The role is given." in page
    assert "role given" in desk.get("/organise/visits/oslo/history").text


def test_what_cannot_be_given_is_refused_at_its_field(desk: FlaskClient) -> None:
    visit = make_visit().id
    for typed in (
        {"email": "", "role": "reader"},
        {"email": "nowhere", "role": "reader"},
        {"email": "a@b.lt", "role": "king"},
    ):
        assert send(desk, **typed)[0] == 422, typed
    assert desk.post(PAGE, data={"email": "a@example.org", "role": "reader"}).status_code == 400
    assert rights(visit) == {"ona@example.org": "organiser"}


def test_a_role_is_taken_and_the_visit_closed_at_once(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit().id
    with transaction():
        give(visit, "jonas@example.org", Right.READER, language="en", act=Act(COMMAND, LINKS, NOON))
    jonas = sign_in(app, "jonas@example.org", right=False)
    assert jonas.get("/organise/visits/oslo/").status_code == 200
    account = str(get_account("jonas@example.org").id)
    assert send(desk, "/take", member=account) == (303, f"{PAGE}?done=taken")
    assert jonas.get("/organise/visits/oslo/").status_code == 404
    assert "/organise/visits/oslo/" not in jonas.get("/organise/").text
    assert send(desk, "/take", member=account)[0] == 404
    assert send(desk, "/take", member="nobody")[0] == 404
    assert desk.post(f"{PAGE}/take", data={"member": account}).status_code == 400
    assert desk.get(f"{PAGE}/take").location == PAGE


def test_the_last_organiser_is_told_to_stay(desk: FlaskClient) -> None:
    visit = make_visit().id
    own = str(get_account("ona@example.org").id)
    for path, typed in (("/take", {"member": own}), ("", {"email": "ona@example.org", "role": "reader"})):
        status, page = send(desk, path, **typed)
        assert (status, "Somebody has to organise the visit." in page) == (409, True)
    assert rights(visit) == {"ona@example.org": "organiser"}


def test_who_takes_their_own_role_is_led_to_the_other_visits(desk: FlaskClient) -> None:
    visit = make_visit().id
    assert send(desk, email="jonas@example.org", role="organiser")[0] == 303
    assert send(desk, "/take", member=str(get_account("ona@example.org").id)) == (303, "/organise/")
    assert rights(visit) == {"jonas@example.org": "organiser"}
    assert desk.get(PAGE).status_code == 404
