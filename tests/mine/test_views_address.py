"""A new e-mail address, until its reader says that it is theirs."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import WORKER, Act
from eventapp.core.addresses import MY_LINK
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail, MailState
from eventapp.registration.models import Registration
from eventapp.registration.rows import erase
from tests.factories import LINKS
from tests.mine.test_views import FORM, NEW
from tests.pages import read_page
from tests.registration.people import TYPED, join, letters, own_page, row, send, states, token_in


def letters_to(address: str) -> list[Mail]:
    session.remove()
    return list(session.scalars(select(Mail).where(Mail.to_address == address).order_by(Mail.created_at)))


def proof_link(address: str = NEW) -> str:
    """Of the latest letter to that address: a path."""
    return str(letters_to(address)[-1].content["link"]).removeprefix(LINKS.base_url)


def press(client: FlaskClient, path: str, verb: str = "") -> Any:
    """Press the button of that page that does that; without a verb, the page's first."""
    forms = [
        form for form in read_page(client.get(path).text, path).forms if form.action.endswith(f"/{verb}" * bool(verb))
    ]
    return client.post(forms[0].action, data=dict(forms[0].filled()))


@pytest.fixture
def asked(visit: int, client: FlaskClient) -> str:
    """Somebody has registered and then given a new address: the path of the link in the letter to it."""
    send(client)
    assert send(client, own_page() + "?edit=1", email=NEW, needs="A wheelchair", diet="vegan").status_code == 303
    return proof_link()


def test_the_letter_to_an_unproved_address_has_no_key_and_nothing_of_the_person(
    asked: str, client: FlaskClient, app: Flask
) -> None:
    """Whoever gets it by a typing mistake learns of the visit, and that is all."""
    (letter,) = letters_to(NEW)
    words = f"{letter.to_name} {letter.subject} {text_of(letter)} {html_of(letter)}"
    person = row(TYPED["email"])
    token = LINKS.registration_token(person.id, person.generation)
    stranger = app.test_client()
    page = stranger.get(asked)
    assert page.status_code == 200
    for said in (words, page.text):
        private = ("Žydrūnė", "Ąžuolaitė", "zydrune", "wheelchair", token, token[24:], str(person.id))
        assert [part for part in private if part in said] == []
    assert "Šį adresą nurodė pats užsiregistravęs asmuo arba vizito organizatoriai." in text_of(letter)
    assert asked.startswith("/r/email/")
    for end in (end for end in range(len(asked)) if asked[:end] != MY_LINK):  # which asks everybody alike
        assert stranger.get(asked[:end]).status_code in (301, 302, 308, 404), asked[:end]
    assert stranger.get(f"/r/{asked.removeprefix('/r/email/')}").status_code == 404
    assert [form.typed for form in read_page(page.text, asked).forms] == [[]]
    links = read_page(page.text, asked).links
    assert [link for link in links if link.startswith("/r/") and not link.startswith(f"{asked}?l=")] == []


@pytest.fixture
def moved(asked: str, client: FlaskClient) -> str:
    """The new address has been confirmed."""
    answer = press(client, asked)
    assert (answer.status_code, answer.location) == (303, f"{asked}?done=1")
    return asked


def test_a_link_that_is_only_read_changes_nothing_and_without_its_token_asks_once_more(
    asked: str, client: FlaskClient
) -> None:
    assert NEW in client.get(asked).text
    assert client.head(asked).status_code == 200
    assert client.post(asked).status_code == 400
    assert row(TYPED["email"]).pending_email == NEW


def test_a_confirmed_address_gets_a_new_link_and_the_earlier_ones_die(
    visit: int, client: FlaskClient, asked: str
) -> None:
    before = own_page()
    press(client, asked)
    person = row(NEW)
    assert (person.email, person.pending_email, person.pending_until, person.generation) == (NEW, None, None, 2)
    assert client.get(own_page(NEW)).status_code == 200
    dead = client.get(before, headers={"Accept-Language": "en"})
    assert dead.status_code == 410
    assert "Ši nuoroda pakeista nauja." in dead.text
    assert client.post(f"{before}/cancel").status_code == 410
    assert own_page(NEW) in text_of(letters_to(NEW)[-1])


def test_the_earlier_address_is_told_without_a_key_and_without_a_name(moved: str) -> None:
    told = letters_to(TYPED["email"])[-1]
    words = f"{told.to_name} {told.subject} {text_of(told)} {html_of(told)}"
    assert told.subject == "Jūsų registracijos el. pašto adresas pakeistas: Visit to Oslo (lt)"
    assert [part for part in ("/r/", "Žydrūnė", "Ąžuolaitė", NEW) if part in words] == []
    assert told.content["link"] == "http://visits.example.org/lt/oslo/"


def test_letters_that_still_wait_for_the_earlier_address_are_taken_back(moved: str) -> None:
    session.remove()
    taken = session.scalars(select(Mail).where(Mail.state == MailState.ERASED)).all()
    assert [(mail.to_address, mail.content) for mail in taken] == [("", {})]
    assert sorted(to for to, _ in letters() if to) == [NEW, NEW, TYPED["email"]]


def test_a_used_link_says_so(moved: str, client: FlaskClient) -> None:
    first, later = client.get(f"{moved}?done=1"), client.get(moved)
    assert (first.status_code, later.status_code) == (200, 410)
    assert "Adresas patvirtintas" in first.text
    assert "Šis adresas jau patvirtintas" in later.text
    again = client.post(moved, data={"csrf_token": token_in(client.get(FORM).text)})
    assert (again.status_code, row(NEW).generation) == (410, 2)
    assert f"Šis adresas jau patvirtintas: laiškus apie vizitą siunčiame adresu {NEW}" in again.text
    for answer in (first, later, again):
        assert "<h1>Adresas patvirtintas</h1>" in answer.text
        assert "Ši nuoroda nebegalioja" not in answer.text
    assert 'href="/lt/oslo/"' in later.text


def test_the_day_until_which_it_can_be_confirmed_ends_its_sentence(asked: str, client: FlaskClient) -> None:
    page = client.get(own_page()).text
    assert re.search(r"patvirtinti galima iki [^<]*\sd\.<", page)


def test_a_superseded_link_says_so_and_the_newest_one_counts(asked: str, client: FlaskClient) -> None:
    send(client, own_page() + "?edit=1", email="newer@example.org")
    answer = client.get(asked)
    assert answer.status_code == 410
    assert "buvo nurodytas kitas adresas" in answer.text
    token = token_in(client.get(FORM).text)
    assert client.post(asked, data={"csrf_token": token}).status_code == 410
    assert press(client, proof_link("newer@example.org")).status_code == 303
    assert client.get(asked).status_code == 410
    assert row("newer@example.org").email == "newer@example.org"


def test_a_link_that_is_over_shows_no_later_address_whatever_is_sent_to_it(asked: str, client: FlaskClient) -> None:
    """Its reader may be a stranger to whom the first letter went by a typing mistake."""
    later = "newer@example.org"
    send(client, own_page() + "?edit=1", email=later)
    foreign = {"Origin": "http://evil.example"}
    tries = [
        *(client.get(asked), client.get(f"{asked}?done=1"), client.post(asked), client.post(f"{asked}?done=1")),
        client.post(asked, headers=foreign, data={"csrf_token": token_in(client.get(FORM).text)}),
    ]
    press(client, own_page(), "keep")
    tries += [client.get(asked), client.post(asked)]
    assert [answer.status_code for answer in tries] == [410] * len(tries)
    assert [answer for answer in tries if later in answer.text] == []


def test_the_letter_to_a_superseded_address_is_taken_back(asked: str, client: FlaskClient) -> None:
    send(client, own_page() + "?edit=1", email="newer@example.org")
    assert letters_to(NEW) == []


def test_i_can_keep_my_address_and_the_link_says_so(asked: str, client: FlaskClient) -> None:
    answer = press(client, own_page(), "keep")
    assert answer.location.endswith("?done=kept")
    assert "Jūsų adresas lieka toks, koks buvo." in client.get(answer.location).text
    assert row(TYPED["email"]).pending_email is None
    assert letters_to(NEW) == [], "the letter that waited is taken back"
    page = client.get(asked)
    assert page.status_code == 410
    assert "<h1>Ši nuoroda nebegalioja</h1>" in page.text
    assert "adreso keitimo atsisakyta" in page.text


def test_typing_the_present_address_again_keeps_it_too(asked: str, client: FlaskClient) -> None:
    send(client, own_page() + "?edit=1")
    assert row(TYPED["email"]).pending_email is None
    assert client.get(asked).status_code == 410


def test_cancelling_drops_the_new_address_and_registering_again_goes_to_the_present_one(
    asked: str, client: FlaskClient
) -> None:
    press(client, own_page(), "cancel")
    assert row(TYPED["email"]).pending_email is None
    assert client.get(asked).status_code == 410
    send(client)
    assert states() == {TYPED["email"]: "confirmed"}
    assert letters()[-1][0] == TYPED["email"]


def test_registering_again_while_a_new_address_waits_writes_to_the_present_one(asked: str, client: FlaskClient) -> None:
    send(client)
    assert letters()[-1][0] == TYPED["email"]
    assert row(TYPED["email"]).pending_email == NEW
    assert press(client, asked).status_code == 303


def test_an_expired_link_says_so(asked: str, client: FlaskClient) -> None:
    with time_machine.travel(utc_now() + timedelta(days=7, seconds=1), tick=False):
        answer = client.get(asked)
        assert answer.status_code == 410
        assert "galiojo septynias dienas" in answer.text
        assert client.post(asked, data={"csrf_token": token_in(client.get(FORM).text)}).status_code == 410


def test_the_letter_is_sent_again_on_request_and_only_then(asked: str, client: FlaskClient) -> None:
    send(client, own_page() + "?edit=1", email=NEW, position="Vedėja")
    assert len(letters_to(NEW)) == 1
    answer = press(client, own_page(), "ask")
    assert answer.location.endswith("?done=asked")
    assert client.get(answer.location).status_code == 200
    assert len(letters_to(NEW)) == 1, "the one that waited is taken back"
    assert press(client, proof_link()).status_code == 303


def test_a_letter_to_an_address_that_waits_no_longer_is_refused(asked: str, client: FlaskClient) -> None:
    typed = {"csrf_token": token_in(client.get(own_page()).text)}
    for email in ("other@example.org", "", TYPED["email"]):
        answer = client.post(f"{own_page()}/ask", data={**typed, "email": email})
        assert answer.status_code == 409
        assert "Nėra naujo adreso" in answer.text
    assert {to for to, _ in letters()} == {TYPED["email"], NEW}


def test_a_new_address_that_is_taken_by_now_is_told_and_nothing_changes(
    visit: int, asked: str, client: FlaskClient
) -> None:
    join(visit, NEW)
    answer = press(client, asked)
    assert answer.status_code == 409
    assert "jau kažkas užsiregistravo" in answer.text
    assert (row(TYPED["email"]).pending_email, row(TYPED["email"]).generation) == (NEW, 1)


def test_the_proof_of_an_erased_registration_and_a_forged_one_open_nothing(asked: str, client: FlaskClient) -> None:
    assert client.get(f"{asked}x").status_code == 404
    assert client.get("/r/email/nonsense").status_code == 404
    assert client.post("/r/email/nonsense").status_code == 404
    page = own_page()
    person = row(TYPED["email"])
    foreign = LINKS.registration_token(person.id, 1)
    assert client.get(f"/r/email/{foreign}").status_code == 404
    with transaction():
        erase(session.get_one(Registration, person.id), act=Act(WORKER, LINKS, utc_now()))
    for path in (asked, page):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "ištrinta" in answer.text


def test_a_link_of_the_earlier_kind_proves_nothing_and_says_so(asked: str, client: FlaskClient) -> None:
    answer = client.get(f"{own_page()}/email/AAAAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 410
    assert "Ši nuoroda pakeista nauja." in answer.text


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_question_is_asked_in_the_reader_s_language(asked: str, client: FlaskClient, language: str) -> None:
    page = client.get(f"{asked}?l={language}")
    assert f'<html lang="{language}">' in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_letters_to_a_new_address_are_limited(visit: int, client: FlaskClient) -> None:
    send(client)
    page = own_page()
    answers = []
    for number in range(7):
        answers.append(send(client, page + "?edit=1", email=NEW).status_code)
        send(client, page + "?edit=1", needs=str(number))
    assert answers == [303] * 5 + [429] * 2
