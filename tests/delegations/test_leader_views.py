"""A leader's page: what it shows and what not, adding, replacing, taking out, correcting, answering."""

import io
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.db import session, transaction
from eventapp.delegations.models import Member
from eventapp.questions.queries import kept_by
from eventapp.registration.models import Registration
from eventapp.visits.models import HistoryEntry, Visit
from tests.delegations.groups import (
    latest_to,
    leader_page,
    letters_to,
    member,
    post,
    registered,
    send,
)
from tests.factories import LINKS, NOON, make_organisation, make_question, make_visit
from tests.pages import read_page
from tests.registration.people import join, own_page, token_in


@pytest.fixture
def led(visit: int, client: FlaskClient) -> FlaskClient:
    """A group of Ona, who has an address of her own, and Jonas, who has none."""
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis")
    return client


def act(client: FlaskClient, name: str, verb: str, **typed: str) -> Any:
    """Send the form, or press the button, of that person."""
    path = f"{leader_page()}/people/{member(name).id}/{verb}"
    page = client.get(path, follow_redirects=True).text
    hidden = {key: value for form in read_page(page, path).forms for key, value in form.filled() if form.action == path}
    return client.post(path, data={"csrf_token": token_in(page), **hidden, **typed})


def test_the_page_shows_who_has_a_place_and_nothing_that_is_theirs(led: FlaskClient) -> None:
    with transaction():
        values = {"diet": "vegan", "needs": "Wheelchair", "phone": "+37060000000"}
        session.execute(update(Registration).values(**values))
    page = led.get(leader_page())
    assert (page.status_code, page.headers["X-Robots-Tag"], page.headers["Cache-Control"]) == (
        200, "noindex", "private, no-store",
    )  # fmt: skip
    assert [words in page.text for words in ("Ona Onaitė", "Jonas Jonaitis", "has a place")] == [True] * 3
    assert [words in page.text for words in ("egan", "Wheelchair", "60000000", "ona@example.org")] == [False] * 4


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_page_is_in_the_leader_s_language_or_the_one_chosen(led: FlaskClient, language: str) -> None:
    assert f'<html lang="{language}">' in led.get(f"{leader_page()}?l={language}").text


def test_who_waits_is_told_with_the_number(app: Flask, client: FlaskClient) -> None:
    make_organisation(make_visit(places=1).id)
    send(client, "Ona Onaitė", "Jonas Jonaitis", "Eva Evaitė")
    page = client.get(leader_page()).text
    assert "2 of them wait." in page
    assert [f"waits, number {number} in the queue" in page for number in (1, 2, 3)] == [True, True, False]


def test_more_people_are_added_by_lines_pasted_or_from_a_file(led: FlaskClient) -> None:
    page = f"{leader_page()}/add"
    shown = send(led, "Eva Evaitė", path=page, lines="Ema Emaitė")
    assert (shown.status_code, "Please look through it" in shown.text) == (200, True)
    assert 'value="Ada"' in send(led, path=page, verb="lines", file=(io.BytesIO(b"Ada;Adaite"), "a.csv")).text
    assert send(led, "Eva Evaitė", path=page, verb="more").text.count('name="given_name-') == 6
    done = send(led, "Eva Evaitė eva@example.org", path=page, consent="y")
    assert (done.status_code, done.headers["Location"]) == (303, f"{leader_page()}?done=added")
    assert "we have written to you with the new list" in led.get(done.headers["Location"]).text
    assert latest_to("eva@example.org").subject == "You are registered: Visit to Oslo"
    assert [name for name, _ in latest_to("rasa@example.org").content["facts"]][-1] == "Eva Evaitė"


@pytest.mark.parametrize(
    ("lines", "typed", "words"),
    [
        ((), {"consent": "y"}, "Nobody is named yet."),
        (("Eva Evaitė",), {}, "Without that we may not keep their data"),
        (("Eva Evaitė nowhere",), {"consent": "y"}, "Line 1, E-mail: This is not an e-mail address."),
        ((), {"file": (io.BytesIO(b"\x89PNG\r\n\0"), "a.csv")}, "This is no text"),
    ],
    ids=["nobody", "no consent", "mistyped", "no text"],
)
def test_what_is_wrong_with_those_added_is_told(led: FlaskClient, lines: Any, typed: Any, words: str) -> None:
    answer = send(led, *lines, path=f"{leader_page()}/add", **typed)
    assert (answer.status_code, words in answer.text, len(registered())) == (422, True, 2)


def test_another_takes_place_and_turn_and_both_are_told(app: Flask, client: FlaskClient) -> None:
    visit = make_visit(places=1)
    make_organisation(visit.id)
    make_question(visit.id, "flight")
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis jonas@example.org", "Eva Evaitė eva@example.org")
    was = {row.given_name: row.turn for row in session.scalars(select(Registration))}
    typed = {"given_name-1": "Nora", "family_name-1": "Noraitė", "email-1": "nora@example.org", "consent": "y"}
    assert act(client, "Jonas", "replace", **typed).headers["Location"] == f"{leader_page()}?done=replaced"
    rows = {row.given_name: row for row in session.scalars(select(Registration))}
    assert {name: str(row.status) for name, row in rows.items()} == {
        "Ona": "confirmed", "Jonas": "cancelled", "Eva": "waitlisted", "Nora": "waitlisted",
    }  # fmt: skip
    assert (rows["Nora"].turn, rows["Eva"].turn) == (was["Jonas"], was["Eva"])
    assert member("Jonas").replaced_by == rows["Nora"].id
    assert latest_to("nora@example.org").subject == "You are on the waiting list: Visit to Oslo"
    assert latest_to("jonas@example.org").subject == "Somebody else comes in your place: Visit to Oslo"
    gone = client.get(own_page("jonas@example.org")).text
    assert "The leader of your group has registered a colleague in your place." in gone
    entries = select(HistoryEntry.action).where(HistoryEntry.thing == f"registration.{rows['Jonas'].id}")
    assert session.scalars(entries.order_by(HistoryEntry.id)).all()[-1] == "replaced"
    again = act(client, "Jonas", "replace", **typed)
    assert (again.status_code, "This person is not in the group any more." in again.text) == (410, True)


def test_a_place_is_handed_on_even_where_others_wait(app: Flask, client: FlaskClient) -> None:
    make_organisation(make_visit(places=1).id)
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis")
    act(client, "Ona", "replace", **{"given_name-1": "Nora", "family_name-1": "Noraitė", "consent": "y"})
    states = {row.given_name: str(row.status) for row in session.scalars(select(Registration))}
    assert states == {"Ona": "cancelled", "Nora": "confirmed", "Jonas": "waitlisted"}


def test_whoever_is_sent_instead_and_is_registered_already_frees_the_place(app: Flask, client: FlaskClient) -> None:
    visit = make_visit(places=2)
    make_organisation(visit.id)
    known = join(visit.id, "nora@example.org")
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis")
    typed = {"given_name-1": "Nora", "family_name-1": "Noraitė", "email-1": "nora@example.org", "consent": "y"}
    assert act(client, "Ona", "replace", **typed).status_code == 303
    states = {row.given_name: str(row.status) for row in session.scalars(select(Registration))}
    assert states == {known.given_name: "confirmed", "Ona": "cancelled", "Jonas": "confirmed"}


def test_of_whoever_was_registered_before_only_the_list_changes(visit: int, client: FlaskClient) -> None:
    join(visit, "ona@example.org", given_name="Ona", language="en")
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis")
    assert act(client, "Ona", "withdraw").status_code == 303
    assert [state for _, email, state in registered() if email == "ona@example.org"] == ["confirmed"]
    assert "Your own registration stays as it is." in str([mail.content for mail in letters_to("ona@example.org")])
    assert "taken out" in client.get(leader_page()).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"consent": "y"}, "Nobody is named yet."),
        ({"given_name-1": "Nora", "consent": "y"}, "Line 1, Family name: This is missing."),
        ({"given_name-1": "Nora", "family_name-1": "N"}, "Without that we may not keep their data"),
    ],
)
def test_what_is_wrong_with_who_comes_instead_is_told(led: FlaskClient, typed: Any, words: str) -> None:
    answer = act(led, "Jonas", "replace", **typed)
    assert (answer.status_code, words in answer.text, len(registered())) == (422, True, 2)


def test_after_the_closing_date_nobody_is_added_or_replaced_but_taken_out(led: FlaskClient) -> None:
    with transaction():
        session.execute(update(Visit).values(registration_closes_at=NOON))
    typed = {"given_name-1": "Nora", "family_name-1": "Noraitė", "consent": "y"}
    page = led.get(leader_page()).text
    assert ("nobody can be added or replaced any more" in page, "/add" in page, "/replace" in page) == (
        True,
        False,
        False,
    )
    path, token = leader_page(), token_in(page)
    for address in (f"{path}/add", f"{path}/people/{member('Ona').id}/replace"):
        answer = post(led, address, {"csrf_token": token, **typed})
        assert (answer.status_code, "registration is closed" in answer.text) == (409, True)
    assert act(led, "Ona", "withdraw").status_code == 303


def test_whoever_is_taken_out_is_told_and_the_next_gets_the_place(app: Flask, client: FlaskClient) -> None:
    make_organisation(make_visit(places=1).id)
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis")
    assert act(client, "Ona", "withdraw").headers["Location"] == f"{leader_page()}?done=withdrawn"
    [told] = [mail for mail in letters_to("ona@example.org") if "cancelled" in mail.subject]
    assert told.content["paragraphs"][0] == "The leader of your group has cancelled your registration."
    promoted = [mail for mail in letters_to("rasa@example.org") if mail.subject.startswith("For Jonas Jonaitis")]
    assert [mail.subject for mail in promoted] == ["For Jonas Jonaitis: You have a place: Visit to Oslo"]
    assert promoted[0].content["link"].endswith(leader_page())
    assert (promoted[0].attachments, "/r/" in str(promoted[0].content)) == ([], False)
    again = act(client, "Ona", "withdraw")
    assert (again.status_code, "This person is not in the group any more." in again.text) == (410, True)


def test_a_name_is_corrected_only_of_whoever_has_no_mailbox(led: FlaskClient) -> None:
    assert act(led, "Jonas", "name", given_name="Jonas", family_name="Jonauskas").status_code == 303
    assert "Jonas Jonauskas" in led.get(leader_page()).text
    assert act(led, "Jonas", "name", given_name="", family_name="J").status_code == 422
    refused = act(led, "Ona", "name", given_name="Kita", family_name="Kitaitė")
    assert (refused.status_code, "answers and corrects everything themselves" in refused.text) == (409, True)


def test_the_leader_answers_for_whoever_has_no_mailbox_and_never_sees_what(app: Flask, client: FlaskClient) -> None:
    visit = make_visit()
    make_organisation(visit.id)
    make_question(visit.id, "flight", required=True)
    send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis")
    assert "Answers of 2 are still missing." in client.get(leader_page()).text
    missing = act(client, "Jonas", "answers", diet="vegan")
    assert (missing.status_code, "Please answer this." in missing.text, "Please agree here" in missing.text) == (
        422, True, True,
    )  # fmt: skip
    typed = {"diet": "vegan", "needs": "Wheelchair", "care": "y", "answer-flight": "SK 4711"}
    assert act(client, "Jonas", "answers", **typed).headers["Location"] == f"{leader_page()}?done=answered"
    jonas = session.scalars(select(Registration).where(Registration.given_name == "Jonas")).one()
    assert (jonas.diet, jonas.needs, kept_by(visit.id, jonas.id)) == ("vegan", "Wheelchair", {"flight": "SK 4711"})
    assert jonas.care_consent_id is not None
    pages = client.get(leader_page()).text + client.get(f"{leader_page()}/people/{member('Jonas').id}/answers").text
    assert [words in pages for words in ("Wheelchair", "4711", "Answers of 1 are", "You answered on")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert act(client, "Jonas", "answers", **{"answer-flight": "by car"}).status_code == 303
    session.remove()
    jonas = session.scalars(select(Registration).where(Registration.given_name == "Jonas")).one()
    assert (jonas.diet, jonas.needs, jonas.care_consent_id) == ("none", "", None)
    refused = act(client, "Ona", "answers", **{"answer-flight": "SK 1"})
    assert (refused.status_code, "answers and corrects everything themselves" in refused.text) == (409, True)


def test_a_new_link_ends_the_old_one_wherever_it_was_forwarded(led: FlaskClient) -> None:
    old = leader_page()
    answer = led.post(f"{old}/renew", data={"csrf_token": token_in(led.get(old).text)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/oslo/register/group/sent")
    gone = led.get(old)
    assert (gone.status_code, "This link has been replaced by a new one." in gone.text) == (410, True)
    assert led.get(leader_page()).status_code == 200
    assert leader_page() in str([mail.content["link"] for mail in letters_to("rasa@example.org")])


@pytest.mark.parametrize("token", ["nothing", "a" * 60])
def test_a_link_that_is_not_genuine_opens_nothing(led: FlaskClient, token: str) -> None:
    answer = led.get(f"/g/{token}")
    assert (answer.status_code, "This link is not valid" in answer.text) == (404, True)


def test_links_of_people_and_of_leaders_do_not_open_each_other_s_pages(led: FlaskClient) -> None:
    own = own_page("ona@example.org").removeprefix("/r/")
    assert led.get(f"/g/{own}").status_code == 404
    assert led.get(leader_page().replace("/g/", "/r/")).status_code == 404


def test_people_of_another_group_or_visit_cannot_be_touched(led: FlaskClient) -> None:
    other = member("Ona").id
    make_organisation(make_visit(slug="bergen").id)
    send(led, "Eva Evaitė", path="/en/bergen/register/group")
    with transaction():
        session.execute(update(Member).values(left_at=None))
    found = session.scalars(select(Member).join(Registration).where(Registration.given_name == "Eva")).one()
    delegation = LINKS.group(found.delegation_id, 1).removeprefix(LINKS.base_url)
    page = led.get(delegation).text
    for verb in ("withdraw", "replace", "name", "answers"):
        answer = led.post(f"{delegation}/people/{other}/{verb}", data={"csrf_token": token_in(page)})
        assert (answer.status_code, "This person is not in the group any more." in answer.text) == (410, True)
    assert led.post(f"{delegation}/people/{uuid4()}/withdraw", data={"csrf_token": token_in(page)}).status_code == 410
    assert [state for _, _, state in registered()] == ["confirmed"] * 3


def test_whoever_reads_the_address_of_a_button_is_led_to_the_page(led: FlaskClient) -> None:
    for verb in ("renew", f"people/{member('Ona').id}/withdraw"):
        answer = led.get(f"{leader_page()}/{verb}")
        assert (answer.status_code, answer.headers["Location"]) == (303, leader_page())
    answer = led.get(f"{leader_page()}/add/more")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{leader_page()}/add")


def test_a_button_without_a_token_asks_once_more(led: FlaskClient) -> None:
    for verb in ("renew", f"people/{member('Ona').id}/withdraw"):
        assert led.post(f"{leader_page()}/{verb}").status_code == 400
    assert len([state for _, _, state in registered() if state == "confirmed"]) == 2
