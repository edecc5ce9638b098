"""The public form of a group: what it asks, refuses and keeps, and what it answers."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.visits.models import Visit
from tests.conftest import installation
from tests.core.test_workbook import HEAD, TAIL, of_rows, with_sheet, xlsx
from tests.delegations.groups import FORM, SENT, filled, groups, leader_page, letters_to, post, registered, send
from tests.factories import NOON, make_organisation, make_visit
from tests.pages import read_page
from tests.registration.people import join, letters


def test_each_gets_a_place_and_those_with_an_address_a_letter(visit: int, client: FlaskClient) -> None:
    answer = send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis", "Eva Evaitė")
    assert (answer.status_code, answer.headers["Location"]) == (303, SENT)
    assert registered() == [
        ("Ona Onaitė", "ona@example.org", "confirmed"),
        ("Jonas Jonaitis", "rasa@example.org", "confirmed"),
        ("Eva Evaitė", "rasa@example.org", "confirmed"),
    ]
    assert letters() == [
        ("ona@example.org", "You are registered: Visit to Oslo"),
        ("rasa@example.org", "Your group: Visit to Oslo"),
    ]
    [mail] = letters_to("rasa@example.org")
    assert mail.content["facts"] == [[name, "has a place"] for name in ("Ona Onaitė", "Jonas Jonaitis", "Eva Evaitė")]
    assert mail.content["link"].endswith(leader_page())


def test_the_page_afterwards_says_nothing_of_anybody(visit: int, client: FlaskClient) -> None:
    before = client.get(SENT).text
    send(client, "Ona Onaitė ona@example.org")
    assert client.get(SENT).text == before
    assert ("sends no mail yet" in before, "/g/" in before, "rasa@" in before) == (True, False, False)


def test_where_mail_is_sent_the_page_says_so(tmp_path: Any) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:2525") as app:
        make_visit()
        page = app.test_client().get(SENT).text
        assert ("We have written to you" in page, "sends no mail" in page) == (True, False)


def test_new_and_known_people_are_answered_alike(visit: int, client: FlaskClient) -> None:
    join(visit, "ona@example.org")
    answers = [send(client, "Ona Onaitė ona@example.org"), send(client, "Nauja Naujaitė nauja@example.org")]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(303, SENT)] * 2


def test_both_forms_lead_to_each_other(visit: int, client: FlaskClient) -> None:
    assert FORM in read_page(client.get("/en/oslo/register").text, "/en/oslo/register").links
    assert "/en/oslo/register" in read_page(client.get(FORM).text, FORM).links


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_form_asks_in_the_reader_s_language(visit: int, client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/oslo/register/group")
    assert (page.status_code, f'<html lang="{language}">' in page.text) == (200, True)
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"given_name": ""}, "Enter your given name."),
        ({"email": ""}, "Enter your e-mail address."),
        ({"organisation": ""}, "Choose your organisation."),
        ({"organisation": "other"}, "Enter the name of your organisation."),
        ({"consent": ""}, "Without that we may not keep their data"),
        ({"agreed_to": "0" * 64}, "These words have changed meanwhile."),
        ({"given_name-1": ""}, "Line 1, Given name: This is missing."),
        ({"email-1": "ona"}, "Line 1, E-mail: This is not an e-mail address."),
        ({"given_name-2": "Ona", "family_name-2": "Onaitė", "email-2": "ona@example.org"}, "stands in line 1 already"),
        ({"given_name-1": "", "family_name-1": "", "email-1": ""}, "Nobody is named yet."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(visit: int, client: FlaskClient, typed: Any, words: str) -> None:
    answer = send(client, "Ona Onaitė ona@example.org", **{"phone": "+37061234567", **typed})
    assert (answer.status_code, words in answer.text, 'value="+37061234567"' in answer.text) == (422, True, True)
    assert (registered(), letters(), groups()) == ([], [], 0)


def test_a_leader_may_come_alone_with_nobody_named_yet(visit: int, client: FlaskClient) -> None:
    assert send(client, takes_part="y").status_code == 303
    assert registered() == [("Rasa Rasaitė", "rasa@example.org", "confirmed")]


def test_more_lines_keep_what_was_typed_and_need_nothing_else(visit: int, client: FlaskClient) -> None:
    answer = send(client, "Ona Onaitė", verb="more", given_name="")
    page = read_page(answer.text, FORM)
    assert answer.status_code == 200
    assert 'value="Onaitė"' in answer.text
    assert 'id="errors"' not in answer.text
    lines = {name for form in page.forms for name, _ in form.filled() if name.startswith("given_name-")}
    assert len(lines) == 6


def test_at_most_fifty_lines_are_shown_and_more_are_refused(visit: int, client: FlaskClient) -> None:
    people = [f"Nr{chr(97 + n // 26)}{chr(97 + n % 26)} Vardenis" for n in range(51)]
    answer = send(client, *people)
    assert (answer.status_code, "These are 51 people; at most 50 can be registered at once." in answer.text) == (
        422,
        True,
    )
    assert send(client, *people[:50]).status_code == 303
    assert len(registered()) == 50


def shown(page: str, field: str) -> list[str]:
    """What stands in the lines of that field, without the empty ones."""
    return [value for value in re.findall(rf'name="{field}-\d+" value="([^"]*)"', page) if value]


def test_what_is_only_pasted_is_shown_first_and_then_registered(visit: int, client: FlaskClient) -> None:
    pasted = "Vardas\tPavardė\tEl. paštas\nOna\tOnaitė\tona@example.org\nJonas\tJonaitis\t"
    answer = send(client, "Eva Evaitė", lines=pasted)
    assert answer.status_code == 200
    assert shown(answer.text, "given_name") == ["Eva", "Ona", "Jonas"]
    assert "Lines that only say what the columns are were left out: 1." in answer.text
    assert registered() == []
    [form] = [form for form in read_page(answer.text, FORM).forms if form.action == FORM]
    again = post(client, FORM, dict(form.filled()))
    assert again.status_code == 303
    assert [name for name, _, _ in registered()] == ["Eva Evaitė", "Ona Onaitė", "Jonas Jonaitis"]


def test_mistakes_in_what_is_pasted_stand_at_their_cells(visit: int, client: FlaskClient) -> None:
    answer = send(client, lines="Ona;Onaitė;ona@\nJonas;Jonaitis;", verb="lines")
    assert "Line 1, E-mail: This is not an e-mail address." in answer.text
    assert shown(answer.text, "given_name") == ["Ona", "Jonas"]
    assert 'id="email-1-error"' in answer.text


CSV = "Vardas;Pavardė;El. paštas\nŽydrūnė;Ąžuolaitė;z@example.org\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (CSV.encode("cp1257"), "list.csv"),
        (CSV.encode("utf-8"), "list.csv"),
        (of_rows(["Vardas", "Pavardė", "El. paštas"], ["Žydrūnė", "Ąžuolaitė", "z@example.org"]), "list.xlsx"),
        (of_rows(["Vardas", "Pavardė", "El. paštas"], ["Žydrūnė", "Ąžuolaitė", "z@example.org"]), "list.csv"),
    ],
    ids=["windows-1257", "utf-8", "xlsx", "an xlsx called csv"],
)
def test_a_file_is_read_whatever_its_name_says(visit: int, client: FlaskClient, content: bytes, name: str) -> None:
    answer = send(client, file=(io.BytesIO(content), name))
    assert answer.status_code == 200
    assert [shown(answer.text, field) for field in ("given_name", "family_name", "email")] == [
        ["Žydrūnė"], ["Ąžuolaitė"], ["z@example.org"],
    ]  # fmt: skip


def with_formula() -> bytes:
    return xlsx(lambda _, sheet: (sheet.write_row(0, 0, ["Ona", "Onaitė"]), sheet.write_formula(1, 0, "=A1"))[0])


def merged() -> bytes:
    return xlsx(
        lambda _, sheet: (sheet.merge_range(0, 0, 1, 0, "Ona"), sheet.write_column(0, 1, ["Onaitė", "Jonaitė"]))
    )


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"PK\x03\x04 this is no workbook", 422, "This file cannot be read"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 422, "This is no text"),
        (b"%PDF-1.7 \0\0", 422, "This is no text"),
        (b"Ona;Onaite\n" * 100_000, 422, "These are 100000 people; at most 50 can be registered at once."),
        (of_rows(*([["Ona", f"Nr{n}"] for n in range(51)])), 422, "These are 51 people; at most 50"),
        (of_rows(["Vardas", "Pavardė"], [42828, 42829]), 422, "Line 1, Given name: This is no name"),
        (with_formula(), 422, "Line 2, Family name: This is missing."),
        (merged(), 422, "Line 2, Given name: This is missing."),
        (b"Ona;Onaite\nJonas;Jonaitis\nOna;Onaite\n", 422, "Line 3, Given name: This person stands in line 1 already."),
        (b"", 422, "Paste some lines, or choose a file."),
        (b"Vardas;Pavarde\n", 422, "Paste some lines, or choose a file."),
    ],
    ids=["no zip", "picture", "pdf", "100,000 rows", "51", "days", "formula", "merged", "doubles", "empty", "headings"],
)
def test_a_bad_file_is_told_in_words_and_what_was_typed_stays(
    visit: int, client: FlaskClient, content: bytes, status: int, words: str
) -> None:
    answer = send(client, file=(io.BytesIO(content), "list.xlsx"))
    assert (answer.status_code, words in answer.text, 'value="Rasaitė"' in answer.text) == (status, True, True)
    assert (registered(), letters(), groups()) == ([], [], 0)


def test_a_file_that_unpacks_to_gigabytes_is_refused_in_words(visit: int, client: FlaskClient) -> None:
    def bomb() -> Any:
        yield HEAD + b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
        yield from (b"a" * 2**24 for _ in range(30))
        yield b"</t></is></c></row>" + TAIL

    answer = send(client, file=(io.BytesIO(with_sheet(bomb())), "list.xlsx"))
    assert (answer.status_code, "This file cannot be read" in answer.text) == (422, True)


def test_without_a_queue_the_group_is_refused_with_the_number_that_is_free(app: Flask, client: FlaskClient) -> None:
    visit = make_visit(places=2, queue=False)
    make_organisation(visit.id)
    answer = send(client, "Ona Onaitė", "Jonas Jonaitis", "Eva Evaitė")
    assert (answer.status_code, "Free for it: 2." in answer.text, registered()) == (409, True, [])


def test_two_tabs_with_one_form_make_one_group(visit: int, client: FlaskClient) -> None:
    sent = filled(client, "Ona Onaitė")
    answers = [post(client, FORM, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (groups(), len(registered())) == (1, 1)


def test_a_form_without_a_token_comes_back_filled(visit: int, client: FlaskClient) -> None:
    answer = send(client, "Ona Onaitė", csrf_token="")
    assert (answer.status_code, shown(answer.text, "given_name")) == (400, ["Ona"])
    assert "Please send the form once more" in answer.text


def test_a_filled_trap_brings_the_form_back_and_one_button_sends_it(visit: int, client: FlaskClient) -> None:
    answer = send(client, "Ona Onaitė", leave_blank="robot")
    assert (answer.status_code, registered()) == (400, [])
    assert send(client, "Ona Onaitė", leave_blank="robot", again="yes").status_code == 303


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"registration_open": False}, 409),
        ({"registration_opens_at": NOON.replace(year=2090)}, 409),
        ({"visible": False}, 404),
    ],
    ids=["closed", "soon", "hidden"],
)
def test_where_nobody_can_register_no_group_can_either(
    visit: int, client: FlaskClient, values: Any, status: int
) -> None:
    sent = filled(client, "Ona Onaitė")
    with transaction():
        session.execute(update(Visit).values(**values))
    assert client.get(FORM).status_code == (404 if status == 404 else 200)
    answers = [post(client, path, sent) for path in (FORM, f"{FORM}/lines")]
    assert [answer.status_code for answer in answers] == [status, status]
    assert registered() == []


def test_a_group_counts_once_for_its_network_address_and_its_letters_for_each_target(tmp_path: Any) -> None:
    with installation(tmp_path, EVENTAPP_LIMITS="register_address=2/hour register_email=1/hour") as app:
        make_organisation(make_visit().id)
        client = app.test_client()
        assert send(client, "Ona Onaitė ona@example.org", "Jonas Jonaitis jonas@example.org").status_code == 303
        again = send(client, "Eva Evaitė eva@example.org", "Ona Onaitė ona@example.org", email="kita@example.org")
        assert again.status_code == 429
        assert "Line 2, E-mail: This e-mail address has been entered very often." in again.text
        full = send(client, "Eva Evaitė eva@example.org")
        assert (full.status_code, 'id="email-error"' in full.text) == (429, True)
        assert send(client, "Eva Evaitė eva@example.org", email="kita@example.org").status_code == 303
        other = send(client, "Ieva Ievaitė ieva@example.org", email="trecia@example.org")
        assert (other.status_code, "Too many attempts." in other.text) == (429, True)


def test_forms_that_are_only_read_are_limited_too(tmp_path: Any) -> None:
    with installation(tmp_path, EVENTAPP_LIMITS="group_address=1/hour") as app:
        make_organisation(make_visit().id)
        client = app.test_client()
        assert [send(client, lines="Ona Onaitė", verb="lines").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("verb", ["lines", "more"])
def test_whoever_reads_the_address_of_a_button_is_led_to_the_form(visit: int, client: FlaskClient, verb: str) -> None:
    answer = client.get(f"{FORM}/{verb}")
    assert (answer.status_code, answer.headers["Location"]) == (303, FORM)
