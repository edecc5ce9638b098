"""The form: what it asks, refuses and keeps, in whose language, and what it answers."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.visits.models import Visit
from tests.conftest import installation
from tests.factories import NOON, make_organisation, make_visit
from tests.pages import read_page
from tests.registration.people import TYPED, join, letters, own_page, row, send, states, token_in

FORM = "/lt/oslo/register"


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_form_asks_in_the_reader_s_language(visit: int, client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/oslo/register")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "Biržų rajono savivaldybė" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_registering_answers_alike_for_new_and_known(visit: int, client: FlaskClient) -> None:
    answers = [send(client), send(client)]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(303, "/lt/oslo/register/sent")] * 2
    assert states() == {"zydrune@example.org": "confirmed"}
    assert len(letters()) == 2


def test_the_answer_says_when_no_mail_is_sent(visit: int, client: FlaskClient) -> None:
    page = client.get("/en/oslo/register/sent")
    assert "This installation sends no mail yet" in page.text
    assert "We have written to you" not in page.text
    assert "We have written to you" not in send(client, "/sign-in?l=en", email="ona@example.org").text


def test_the_answer_does_not_say_so_when_mail_is_sent(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:2525") as app:
        make_visit()
        page = app.test_client().get("/en/oslo/register/sent").text
        assert ("sends no mail" in page, "register once more" in page) == (False, True)
        assert "We have written to you" in page
        with transaction():
            session.execute(update(Visit).values(registration_closes_at=NOON))
        page = app.test_client().get("/en/oslo/register/sent").text
        assert ("turn to the organisers" in page, "register once more" in page) == (True, False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"given_name": "  "}, "Enter your given name."),
        ({"given_name": "\u3164\u115f"}, "Enter your given name."),
        ({"family_name": "\u200b\u0301\u2800"}, "Enter your family name."),
        ({"organisation": "other", "other_organisation": "\U000e0041"}, "Enter the name of your organisation."),
        ({"family_name": ""}, "Enter your family name."),
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "not an address"}, "This is not an e-mail address."),
        ({"email": "a@b@c.org"}, "This is not an e-mail address."),
        ({"email": "jūratė@example.com"}, "Letters cannot be sent to an address with “ū” before the @."),
        ({"email": "jurate@exam_ple.com"}, "No address has “_” behind the @."),
        ({"phone": "12"}, "This is not a telephone number."),
        ({"phone": "call me"}, "Please write one telephone number here and nothing else"),
        ({"phone": "+370 612 34599 (namų)"}, "Please write one telephone number here and nothing else"),
        ({"phone": "+370 612 34599" + "0" * 40}, "at most 40 characters"),
        ({"organisation": ""}, "Choose your organisation."),
        ({"organisation": "nobody"}, "Not a valid choice."),
        ({"organisation": "other"}, "Enter the name of your organisation."),
        ({"diet": "stones"}, "Not a valid choice."),
        ({"consent": ""}, "Without your agreement"),
        ({"given_name": "a" * 121}, "Please write at most 120 characters; these are 121."),
        ({"needs": "a" * 2001}, "Please write at most 2000 characters; these are 2001."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_above_and_the_rest_stays(
    visit: int, client: FlaskClient, typed: dict[str, str], words: str
) -> None:
    answer = send(client, "/en/oslo/register", **{"position": "Officer", **typed})
    field = next(iter(typed))
    at = "other_organisation" if typed.get("organisation") == "other" else field
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert f'href="#{at}"' in answer.text
    assert f'id="{at}-error"' in answer.text
    assert 'value="Officer"' in answer.text
    assert states() == {}


def test_a_form_without_its_token_comes_back_filled_to_be_sent_once_more(visit: int, client: FlaskClient) -> None:
    answer = client.post("/en/oslo/register", data=TYPED)
    assert answer.status_code == 400
    assert "Please send the form once more" in answer.text
    assert 'value="Ąžuolaitė"' in answer.text
    assert states() == {}
    again = client.post("/en/oslo/register", data={**TYPED, "csrf_token": token_in(answer.text)})
    assert again.status_code == 303


def test_a_filled_trap_brings_the_form_back_filled_and_one_button_sends_it(visit: int, client: FlaskClient) -> None:
    """A browser that fills in everything falls into it, too: again, if it is asked again."""
    trapped = send(client, "/en/oslo/register", leave_blank="http://spam.example")
    assert (trapped.status_code, states(), letters()) == (400, {}, [])
    assert "Please send the form once more" in trapped.text
    assert "Nothing you typed is lost." in trapped.text
    (form,) = read_page(trapped.text, "/en/oslo/register").forms
    wrong = client.post(form.action, data=dict(form.filled({"leave_blank": "x", "phone": "12"})))
    assert (wrong.status_code, "Please send the form once more" in wrong.text) == (422, False)
    (form,) = read_page(wrong.text, "/en/oslo/register").forms
    assert client.post(form.action, data=dict(form.filled({"leave_blank": "x", "phone": ""}))).status_code == 303
    assert states() == {"zydrune@example.org": "confirmed"}


def test_a_filled_trap_and_a_missing_token_take_one_click_together(visit: int, client: FlaskClient) -> None:
    answer = client.post("/en/oslo/register", data={**TYPED, "leave_blank": "x"})
    assert answer.status_code == 400
    (form,) = read_page(answer.text, "/en/oslo/register").forms
    assert client.post(form.action, data=dict(form.filled({"leave_blank": "x"}))).status_code == 303
    assert states() == {"zydrune@example.org": "confirmed"}


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_trap_is_nothing_that_a_browser_knows_how_to_fill_in(
    visit: int, client: FlaskClient, language: str
) -> None:
    """Neither its name nor its label has a word by which Chromium and password managers know a field."""
    page = client.get(f"/{language}/oslo/register").text
    label, name, autocomplete = re.findall(
        r'class="unseen".*<label[^>]*>([^<]*)</label><input id="(\w+)".*autocomplete="(\w+)"', page
    )[0]
    words = "name mail phone tel addr city zip post company org url site home web comment vard adres navn firma sted"
    assert autocomplete == "off"
    assert [word for word in words.split() if word in f"{name} {label}".casefold()] == []


SEEMS = "ona@gm\u0430il.com"


@pytest.mark.parametrize("sent", [SEEMS, "ona@xn--gmil-63d.com"])
def test_an_address_that_seems_another_is_asked_back_and_then_believed(
    visit: int, client: FlaskClient, sent: str
) -> None:
    refused = send(client, "/en/oslo/register", email=sent)
    assert refused.status_code == 422
    assert "In “gm\u0430il.com”, “\u0430” is of another alphabet" in refused.text
    [form] = [form for form in read_page(refused.text, "/en/oslo/register").forms if form.value("given_name")]
    assert (form.value("email"), states()) == (sent, {})
    box = next(control for control in form.controls if control.name == "email_confirmed")
    assert (box.kind, box.value) == ("checkbox", None), "it is not ticked"
    ticked = dict(form.filled()) | {"email_confirmed": "ona@xn--gmil-63d.com", "consent": "y"}
    other = client.post("/en/oslo/register", data=ticked | {"email": "ona@\u0440\u0430\u0443.com"})
    assert (other.status_code, states()) == (422, {}), "another address was confirmed"
    unfinished = client.post("/en/oslo/register", data=ticked | {"family_name": ""})
    assert re.search(r'name="email_confirmed"[^>]* checked', unfinished.text), "nobody ticks it twice"
    assert client.post("/en/oslo/register", data=ticked).status_code == 303
    assert states() == {"ona@xn--gmil-63d.com": "confirmed"}


def test_what_is_stored_already_is_not_asked_back(visit: int, client: FlaskClient) -> None:
    join(visit, "ona@xn--gmil-63d.com")
    assert send(client, own_page("ona@xn--gmil-63d.com") + "?edit=1", email="ona@xn--gmil-63d.com").status_code == 303


def test_a_domain_is_stored_as_it_is_sent_and_shown_as_people_write_it(visit: int, client: FlaskClient) -> None:
    send(client, email="Jonas@PAŠTO.lt")
    send(client, email="jonas@xn--pato-h6a.lt", given_name="Nobody")
    assert states() == {"Jonas@xn--pato-h6a.lt": "confirmed"}
    assert [to for to, _ in letters()] == ["Jonas@xn--pato-h6a.lt"] * 2
    mine = own_page("jonas@xn--pato-h6a.lt")
    assert "Jonas@pašto.lt" in client.get(mine).text
    assert 'value="Jonas@pašto.lt"' in client.get(f"{mine}?edit=1").text
    assert send(client, f"{mine}?edit=1", email="Jonas@pašto.lt").status_code == 303
    assert row("jonas@xn--pato-h6a.lt").pending_email is None


def test_two_mailboxes_are_two_people(visit: int, client: FlaskClient) -> None:
    for email in ("ona@straße.de", "ona@strasse.de", "ONA@straße.de"):
        send(client, email=email)
    assert states() == {"ona@xn--strae-oqa.de": "confirmed", "ona@strasse.de": "confirmed"}


@pytest.mark.parametrize("over", [True, False])
def test_two_minutes_are_those_of_the_form(app: Flask, client: FlaskClient, over: bool) -> None:
    days = {} if over else {"starts_on": date(2117, 4, 3), "ends_on": date(2117, 4, 6)}
    make_visit(**days)
    page = client.get("/en/oslo/register").text
    assert (
        "This visit is over, but registration is still open; it takes two minutes. You need no account" in page
    ) is over
    assert ("It takes two minutes. You need no account" in page) is not over


def test_too_many_registrations_of_one_address_are_told_when_to_come_back(visit: int, client: FlaskClient) -> None:
    answers = [send(client, "/en/oslo/register") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert "the links in those letters still work" in answers[-1].text
    assert 'value="Ąžuolaitė"' in answers[-1].text


def test_an_unknown_visit_has_no_form(app: Flask, client: FlaskClient) -> None:
    for path in (FORM, "/lt/oslo/register/sent"):
        assert client.get(path).status_code == 404
    assert client.post(FORM).status_code == 404


def test_behind_https_the_form_works_with_the_referer_that_a_browser_sends(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_BASE_URL="https://visits.example.org") as app:
        make_organisation(make_visit().id)
        client = app.test_client()
        where = {"base_url": "https://visits.example.org"}
        page = client.get(FORM, **where)
        assert "Secure" in page.headers["Set-Cookie"]
        headers = {"Referer": f"https://visits.example.org{FORM}"}
        answer = client.post(FORM, data={**TYPED, "csrf_token": token_in(page.text)}, headers=headers, **where)
        assert answer.status_code == 303


def test_names_are_kept_composed_and_trimmed(visit: int, client: FlaskClient) -> None:
    send(client, given_name="  Z\u030cydru\u0304ne\u0307  ", family_name="李  小龍")
    assert (row(TYPED["email"]).given_name, row(TYPED["email"]).family_name) == ("Žydrūnė", "李 小龍")


def test_an_organisation_chosen_and_another_one_typed_are_told_and_neither_is_lost(
    visit: int, client: FlaskClient
) -> None:
    answer = send(client, "/en/oslo/register", organisation="birzai", other_organisation="Varėnos biblioteka")
    assert answer.status_code == 422
    assert answer.text.count("You have chosen an organisation in the list and typed another one here.") == 2
    assert 'value="Varėnos biblioteka"' in answer.text
    assert states() == {}


def test_all_that_is_wrong_is_told_at_once(visit: int, client: FlaskClient) -> None:
    typed = {"organisation": "other", "other_organisation": "", "diet": "vegan", "care": "", "consent": ""}
    text = send(client, "/en/oslo/register", **typed).text
    for words in (
        "Enter the name of your organisation.",
        "Please agree here, or empty what you have said of diet and needs",
        "Without your agreement we may not keep your data",
    ):
        assert text.count(words) == 2
