"""Whom people ask about a visit, and what is practical, stand wherever they look: on pages, in letters, on paper."""

import html
import re
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.exports.booklet import booklet
from eventapp.notifications.letters import html_of, outgoing, text_of
from eventapp.notifications.models import Mail
from eventapp.programme.queries import find_programme
from eventapp.visits.models import Role, Visit
from tests.factories import make_organisation, make_session, make_visit, publish, text
from tests.registration.people import TYPED, change, hidden_in, join, leave, own_page, row, send

CONTACT = {"contact_name": "Ona Onaitė", "contact_email": "ona@xn--pato-h6a.lt", "contact_phone": "+370 612 34567"}
LINE = "Ona Onaitė, ona@pašto.lt, +370 612 34567"


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page)).split()).replace(" ,", ",")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_paper_and_letters_name_whom_to_ask(client: FlaskClient, language: str) -> None:
    visit = make_visit(**CONTACT)
    make_session(visit.id)
    publish(visit.id)
    join(visit.id, language=language)
    for path in (f"/{language}/oslo/", f"/{language}/oslo/programme", f"/{language}/oslo/register", own_page()):
        page = client.get(path).text
        assert LINE in words_of(page), path
        assert 'href="mailto:ona@xn--pato-h6a.lt"' in page, path
        assert 'href="tel:+37061234567"' in page, path
    assert words_of(client.get(f"/{language}/oslo/").text).count(LINE) == 2  # among the facts, and at the foot
    programme = find_programme(visit.id)
    assert programme
    assert LINE in words_of(booklet(programme, language, "http://visits.example.org"))
    mail = session.scalars(select(Mail)).one()
    assert LINE in text_of(mail)
    assert LINE in words_of(html_of(mail))
    sent = message_from_bytes(outgoing(mail, sender=("", "visits@example.org")).wire(), policy=policy.default)
    assert [(item.display_name, item.addr_spec) for item in sent["Reply-To"].addresses] == [
        ("Ona Onaitė", "ona@xn--pato-h6a.lt")
    ]


def test_each_letter_about_the_visit_is_answered_there(app: Flask) -> None:
    visit = make_visit(**CONTACT)
    change(join(visit.id), email="new@example.org")
    join(visit.id)
    session.remove()
    letters = session.scalars(select(Mail)).all()
    assert [tuple(mail.content["reply_to"]) for mail in letters] == [("Ona Onaitė", "ona@xn--pato-h6a.lt")] * 3


def test_a_visit_that_names_nobody_says_nothing_of_it(client: FlaskClient) -> None:
    visit = make_visit()
    make_session(visit.id)
    publish(visit.id)
    join(visit.id, language="en")
    for path in ("/en/oslo/", "/en/oslo/programme", "/en/oslo/register", own_page()):
        assert "Questions about" not in client.get(path).text
    mail = session.scalars(select(Mail)).one()
    assert "Questions" not in text_of(mail)
    assert b"Reply-To" not in outgoing(mail, sender=("", "visits@example.org")).wire()


def test_a_letter_of_an_earlier_program_leaves_as_it_was(app: Flask) -> None:
    visit = make_visit(**CONTACT)
    join(visit.id)
    mail = session.scalars(select(Mail)).one()
    mail.content = {name: said for name, said in mail.content.items() if name not in ("contact", "reply_to")}
    assert "Ona" not in text_of(mail)
    assert b"Reply-To" not in outgoing(mail, sender=("", "visits@example.org")).wire()


def test_the_words_of_consent_name_the_controller_and_whom_to_ask(client: FlaskClient) -> None:
    visit = make_visit(**CONTACT)
    make_organisation(visit.id)
    make_organisation(visit.id, "leu", name="Universitetas", role=Role.EXECUTOR)
    asked = "Who answers for your data (the controller): Universitetas. Questions about it: " + LINE
    assert asked in words_of(client.get("/en/oslo/register").text)
    assert send(client, "/en/oslo/register").status_code == 303


def test_another_controller_is_agreed_to_anew(client: FlaskClient) -> None:
    visit = make_visit(**CONTACT)
    make_organisation(visit.id)
    page = client.get("/en/oslo/register").text
    make_organisation(visit.id, "leu", name="Universitetas", role=Role.EXECUTOR)
    client.application.extensions["eventapp.page_caches"].clear()  # what a second of waiting does
    refused = client.post("/en/oslo/register", data={**TYPED, **hidden_in(page)})
    assert refused.status_code == 422
    assert "These words have changed meanwhile" in refused.text


def test_who_organises_writes_it_among_the_facts(client: FlaskClient, desk: FlaskClient) -> None:
    make_visit()
    page = desk.get("/organise/visits/oslo/facts?l=en").text
    fields = dict(re.findall(r'<input id="([^"]+)"[^>]* value="([^"]*)"', page))
    fields |= {
        name: html.unescape(said).strip() for name, said in re.findall(r'<textarea id="([^"]+)"[^>]*>([^<]*)<', page)
    }
    typed = {**fields, **hidden_in(page), "visible": "y", "contact_name": "Ona", "contact_email": "ona@pašto.lt"}
    refused = desk.post("/organise/visits/oslo/facts?l=en", data={**typed, "contact_phone": "8 612 34567"})
    assert refused.status_code == 422
    assert "with its country code" in refused.text
    saved = desk.post("/organise/visits/oslo/facts?l=en", data={**typed, "contact_phone": "+370 (612) 34567"})
    assert saved.status_code == 303, saved.text
    assert "Ona, ona@pašto.lt, +370 (612) 34567" in words_of(client.get("/en/oslo/").text)


PRACTICAL = "Hotel by the station.\nTram 12.\n\nIn an emergency ring 113 <now>."


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_practical_stands_on_pages_on_paper_and_in_the_letter_of_a_place(
    client: FlaskClient, language: str
) -> None:
    visit = make_visit(practical=text(PRACTICAL), places=1)
    make_session(visit.id)
    publish(visit.id)
    join(visit.id, language=language)
    join(visit.id, "waits@example.org", language=language)
    said = " ".join(text(PRACTICAL)[language].split())
    programme = find_programme(visit.id)
    assert programme
    for page in (
        client.get(f"/{language}/oslo/").text,
        client.get(own_page()).text,
        booklet(programme, language, "http://visits.example.org"),
    ):
        assert said in words_of(page)
        assert "<now>" not in page
    assert letters_with(said) == ["zydrune@example.org"]
    leave(row("zydrune@example.org"))
    assert letters_with(said) == ["waits@example.org", "zydrune@example.org"]
    assert said not in words_of(client.get(own_page()).text)


def letters_with(said: str) -> list[str]:
    """To whom; of the text and of HTML alike."""
    session.remove()
    found = [
        mail for mail in session.scalars(select(Mail).order_by(Mail.to_address)) if said in words_of(html_of(mail))
    ]
    assert all(" ".join(said.split()) in " ".join(text_of(mail).split()) for mail in found)
    return [mail.to_address for mail in found]


def test_what_is_practical_is_of_the_release_on_paper_and_live_on_pages(client: FlaskClient) -> None:
    visit = make_visit(practical={"en": "Hotel by the station."})
    make_session(visit.id)
    publish(visit.id)
    with transaction():
        session.execute(
            update(Visit).values(
                practical={"en": "Hotel by the sea."}, edited_at=utc_now(), edited_version=1, version=1
            )
        )
    programme = find_programme(visit.id)
    assert programme
    assert "by the station" in booklet(programme, "en", "http://visits.example.org")
    assert "by the sea" in client.get("/en/oslo/").text
    assert '<p lang="en">Hotel by the sea.</p>' in client.get("/lt/oslo/").text
