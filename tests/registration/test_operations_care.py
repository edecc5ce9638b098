"""Diet and needs are kept by a consent of their own, which nobody must give, and which can be taken back."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import db, session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.registration import operations
from eventapp.registration.consent import CARE, CARE_BY_ANOTHER, ask_care
from eventapp.registration.models import Attempt, ConsentText, Registration
from eventapp.registration.rules import Diet
from eventapp.visits.history import history
from tests.at_desk import DESK
from tests.factories import LINKS, NOON
from tests.registration.people import SENT, change, entry, join, own_page, row, send, token_in

ADDRESS = "zydrune@example.org"
SAID = {"diet": "vegan", "diet_note": "no nuts", "needs": "A lift"}


def kept(person: Registration | Attempt) -> tuple[str, str, str]:
    return str(person.diet), person.diet_note, person.needs


def care_words() -> str:
    person = row(ADDRESS)
    assert person.care_consent_id
    return session.get_one(ConsentText, person.care_consent_id).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_agreed_to_is_kept_with_what_was_said(visit: int, client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/oslo/register").text
    asked = ask_care(language, CARE)
    assert all(words in page for words in asked.paragraphs)
    assert send(client, f"/{language}/oslo/register", **SAID, language=language).status_code == 303
    person = row(ADDRESS)
    assert kept(person) == ("vegan", "no nuts", "A lift")
    assert person.care_agreed_at == person.consent_at
    assert care_words() == asked.text
    own = client.get(own_page()).text
    assert all(words in own for words in asked.paragraphs)


@pytest.mark.parametrize("said", [{"diet": "vegan"}, {"diet_note": "no nuts"}, {"needs": "A lift"}])
def test_without_it_the_form_says_so_at_the_field_and_keeps_what_was_typed(
    visit: int, client: FlaskClient, said: dict[str, str]
) -> None:
    answer = send(client, "/en/oslo/register", care="", **said)
    assert answer.status_code == 422
    assert "Please agree here, or empty what you have said of diet and needs" in answer.text
    assert re.search(r'<input id="care"[^>]*aria-invalid="true"', answer.text)
    for value in said.values():
        assert value in answer.text
    assert session.scalars(select(Registration)).all() == []


def test_nobody_must_agree_and_a_tick_about_nothing_is_not_kept(visit: int, client: FlaskClient) -> None:
    assert send(client, "/en/oslo/register", care="").status_code == 303
    assert send(client, "/en/oslo/register", email="b@example.org", care="y").status_code == 303
    for email in (ADDRESS, "b@example.org"):
        person = row(email)
        assert (person.care_agreed_at, person.care_consent_id, kept(person)) == (None, None, ("none", "", ""))
    assert "Take it back" not in client.get(f"{own_page()}?l=en").text


def test_other_words_than_were_shown_are_asked_anew(visit: int, client: FlaskClient) -> None:
    answer = send(client, "/en/oslo/register", **SAID, care_words="0" * 64)
    assert answer.status_code == 422
    assert "These words have changed meanwhile" in answer.text
    assert not re.search(r'<input id="care"[^>]* checked', answer.text)


def test_an_operation_keeps_nothing_that_was_not_agreed_to(visit: int) -> None:
    told = {"diet": Diet.VEGAN, "diet_note": "no nuts", "needs": "A lift"}
    assert kept(join(visit, ADDRESS, **told, care=None)) == ("none", "", "")
    join(visit, ADDRESS, **told, care=None)
    assert kept(session.scalars(select(Attempt)).one()) == ("none", "", "")
    change(row(ADDRESS), position="Head", **told, care=None)
    assert kept(row(ADDRESS)) == ("none", "", "")


def test_one_button_takes_it_back_and_empties_both(visit: int, client: FlaskClient) -> None:
    send(client, "/en/oslo/register", **SAID)
    own = own_page()
    page = client.get(f"{own}?l=en").text
    assert f'action="{own}/withdraw"' in page
    for _ in range(2):
        answer = client.post(f"{own}/withdraw", data={"csrf_token": token_in(page)})
        assert (answer.status_code, answer.location) == (303, f"{own}?done=withdrawn")
    person = row(ADDRESS)
    assert (kept(person), person.care_agreed_at, person.care_consent_id) == (("none", "", ""), None, None)
    assert person.status == "confirmed"
    after = client.get(f"{own}?done=withdrawn").text
    assert "What we kept of your diet and needs is erased." in after
    assert "Take it back" not in after
    told = [entry for entry in history(visit) if entry.action == "changed"]
    assert [[item["field"] for item in entry.changes] for entry in told] == [["diet", "diet_note", "needs"]]
    assert "nuts" not in repr([entry.changes for entry in told])


def test_the_change_form_gives_keeps_and_takes_it_back(visit: int, client: FlaskClient) -> None:
    send(client, "/en/oslo/register")
    path = f"{own_page()}?edit=1&l=en"
    refused = send(client, path, position="", care="", **SAID)
    assert refused.status_code == 422
    assert send(client, path, **SAID).status_code == 303
    first = row(ADDRESS).care_agreed_at
    assert (kept(row(ADDRESS)), first is not None) == (("vegan", "no nuts", "A lift"), True)
    assert re.search(r'<input id="care"[^>]* checked', client.get(path).text)
    assert send(client, path, **{**SAID, "needs": ""}).status_code == 303
    assert (kept(row(ADDRESS)), row(ADDRESS).care_agreed_at) == (("vegan", "no nuts", ""), first)
    assert send(client, path, care="").status_code == 303
    assert (kept(row(ADDRESS)), row(ADDRESS).care_agreed_at) == (("none", "", ""), None)


def test_an_organiser_says_that_the_person_has_agreed(visit: int, desk: FlaskClient) -> None:
    path = f"{DESK}/registrations/new"
    assert CARE_BY_ANOTHER in desk.get(f"{path}?l=en").text
    assert send(desk, f"{path}?l=en", **SAID, language="lt", care="").status_code == 422
    assert send(desk, f"{path}?l=en", **SAID, language="lt").status_code == 303
    assert care_words().endswith(CARE_BY_ANOTHER)
    page = desk.get(f"{DESK}/registrations/{row(ADDRESS).id}?l=en").text
    assert "Agreed that diet and needs are kept" in page


def test_a_corrected_address_takes_it_along(visit: int, client: FlaskClient) -> None:
    send(client, "/en/oslo/register", **SAID, email="mistyped@example.org")
    page = client.get(SENT).text
    answer = client.post(SENT, data={"csrf_token": token_in(page), "email": ADDRESS})
    assert answer.status_code == 303
    person = row(ADDRESS)
    assert (kept(person), person.care_agreed_at is not None) == (("vegan", "no nuts", "A lift"), True)


def test_what_an_earlier_program_kept_can_be_taken_back_too(visit: int, client: FlaskClient) -> None:
    person = join(visit, ADDRESS)
    with transaction():
        session.get_one(Registration, person.id).needs = "A lift"
    own = own_page()
    page = client.get(own).text
    assert client.post(f"{own}/withdraw", data={"csrf_token": token_in(page)}).status_code == 303
    assert row(ADDRESS).needs == ""


def test_registering_asks_the_database_as_often_with_it_as_without(visit: int) -> None:
    told: dict[str, Any] = {"diet": Diet.VEGAN, "needs": "A lift"}
    join(visit, "warm@example.org", **told)
    assert asked_for(visit, "a@example.org") == asked_for(visit, "b@example.org", **told)


def asked_for(visit_id: int, email: str, **typed: Any) -> int:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with transaction():
            operations.register(visit_id, entry(email, **typed), act=Act(PARTICIPANT, LINKS, NOON))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)
