"""Organisers' pages of groups: the list with counts, one of them, the leader's link once more or anew."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.delegations.erasing import erase_leader
from eventapp.registration.models import Registration
from tests.delegations.groups import group, latest_to, leader_page, letters_to, member, register_group, someone
from tests.factories import LINKS, NOON, make_visit
from tests.pages import read_page
from tests.registration.people import join, leave, row, token_in

LIST = "/organise/visits/oslo/groups"


@pytest.fixture
def visit_id(app: Flask) -> int:
    visit = make_visit(places=2)
    register_group(visit.id, someone("Ona", "ona@example.org"), someone("Jonas"), someone("Eva"))
    return visit.id


def page_of_group() -> str:
    return f"{LIST}/{group().id}"


def test_the_list_has_counts_and_the_leader(visit_id: int, desk: FlaskClient) -> None:
    page = desk.get(LIST).text
    assert [words in page for words in ("1 group was registered at once.", "Rasa Rasaitė", "rasa@example.org")] == [
        True
    ] * 3
    assert '<td class="number">3</td><td class="number">2</td><td class="number">1</td>' in page
    leave(row("ona@example.org"))
    assert '<td class="number">2</td><td class="number">2</td><td class="number">0</td>' in desk.get(LIST).text


def test_without_groups_the_list_says_so(app: Flask, desk: FlaskClient) -> None:
    make_visit()
    assert "Nobody has registered several people at once yet." in desk.get(LIST).text


def test_a_group_shows_its_people_and_leads_to_them(visit_id: int, desk: FlaskClient) -> None:
    page = desk.get(page_of_group())
    links = read_page(page.text, page_of_group()).links
    people = session.scalars(select(Registration.id)).all()
    assert [f"/organise/visits/oslo/registrations/{identity}" in links for identity in people] == [True] * 3
    assert [words in page.text for words in ("waits, number 1 in the queue", "the leader", "the person")] == [True] * 3


def test_a_person_s_page_says_who_registered_them(visit_id: int, desk: FlaskClient) -> None:
    join(visit_id, "alone@example.org")
    found = {name: f"/organise/visits/oslo/registrations/{member(name).registration_id}" for name in ("Ona", "Jonas")}
    pages = [desk.get(found["Ona"]).text, desk.get(found["Jonas"]).text]
    pages.append(desk.get(f"/organise/visits/oslo/registrations/{row('alone@example.org').id}").text)
    assert ["Registered by" in page for page in pages] == [True, True, False]
    assert ["letters go there" in page for page in pages] == [False, True, False]
    assert ["Another registration has the same e-mail" in page for page in pages] == [False] * 3


@pytest.mark.parametrize(
    ("verb", "words", "opens"), [("link", "once more", 200), ("renew", "opens nothing any more", 410)]
)
def test_the_leader_is_written_to_again(visit_id: int, desk: FlaskClient, verb: str, words: str, opens: int) -> None:
    old, page = leader_page(), page_of_group()
    answer = desk.post(f"{page}/{verb}", data={"csrf_token": token_in(desk.get(page).text)})
    assert (answer.status_code, words in desk.get(answer.headers["Location"]).text) == (303, True)
    assert desk.get(old).status_code == opens
    assert len(letters_to("rasa@example.org")) == 2
    assert latest_to("rasa@example.org").content["link"].endswith(leader_page())


def test_letters_to_a_leader_are_limited(visit_id: int, desk: FlaskClient) -> None:
    page = page_of_group()
    sent = {"csrf_token": token_in(desk.get(page).text)}
    answers = [desk.post(f"{page}/link", data=sent).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]


def test_an_erased_leader_is_not_written_to(visit_id: int, desk: FlaskClient) -> None:
    identity, token = group().id, token_in(desk.get(page_of_group()).text)
    with transaction():
        erase_leader(visit_id, identity, act=Act(WORKER, LINKS, NOON))
    page = desk.get(page_of_group()).text
    assert ("erased" in page, "/renew" in page) == (True, False)
    answer = desk.post(f"{page_of_group()}/link", data={"csrf_token": token})
    assert (answer.status_code, "nobody can be written to" in answer.text) == (409, True)
    assert desk.get(leader_page()).status_code == 410


def test_another_visit_s_group_is_not_there(visit_id: int, desk: FlaskClient) -> None:
    make_visit(slug="bergen")
    assert desk.get(page_of_group().replace("/oslo/", "/bergen/")).status_code == 404
    assert desk.get(f"{LIST}/nothing").status_code == 404


def test_whoever_reads_the_address_of_a_button_is_led_to_the_page(visit_id: int, desk: FlaskClient) -> None:
    answer = desk.get(f"{page_of_group()}/renew")
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of_group())
    assert desk.post(f"{page_of_group()}/renew").status_code == 400
