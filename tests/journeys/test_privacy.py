"""What is kept of people stands on a page of its own, of the visit's own terms, and what asks for data leads there."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.visits.models import Role, Visit
from tests.factories import make_organisation, make_session, make_visit, publish
from tests.journeys.test_contact import CONTACT, LINE, words_of
from tests.registration.people import change, join, own_page, row

PAGE = "/en/oslo/privacy"


@pytest.mark.parametrize(
    ("language", "term", "controller"),
    [
        ("lt", "praėjus 100 dienų nuo vizito pabaigos", "Jūsų duomenų valdytojas – projekto vykdytojas: Universitetas"),
        ("en", "erased 100 days after the end of the visit", "is the project promoter: Universitetas"),
        ("nb", "slettes 100 dager etter at besøket er slutt", "er prosjekteieren: Universitetas"),
    ],
)
def test_it_is_printed_from_the_visit_s_own_terms(
    client: FlaskClient, language: str, term: str, controller: str
) -> None:
    visit = make_visit(**CONTACT, keep_days=100)
    make_organisation(visit.id)
    make_organisation(visit.id, "leu", name="Universitetas", role=Role.EXECUTOR)
    page = words_of(client.get(f"/{language}/oslo/privacy").text)
    assert term in page
    assert controller in page
    assert page.count(LINE) == 2
    assert "Biržų" not in page


def test_a_term_that_changes_is_there_at_once(client: FlaskClient) -> None:
    make_visit(keep_days=100)
    assert "erased 100 days" in client.get(PAGE).text
    with transaction():
        edited = {"edited_at": utc_now(), "edited_version": 1, "version": 1}
        session.execute(update(Visit).values(keep_days=1, **edited))
    client.application.extensions["eventapp.page_caches"].clear()
    assert "erased 1 day after" in client.get(PAGE).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lt", "Dėl audito šis terminas pratęstas iki 2025 m. gruodžio 31 d.: letter of 3 March."),
        ("en", "For an audit this is prolonged until 31 December 2025: letter of 3 March."),
        ("nb", "På grunn av en revisjon er dette forlenget til 31. desember 2025: letter of 3 March."),
    ],
)
def test_an_audit_is_named_there_and_in_the_form_with_its_reason(
    client: FlaskClient, language: str, words: str
) -> None:
    audit = {"audit_ends_on": date(2025, 12, 31), "audit_reason": "letter of 3 March."}
    make_visit(evidence_ends_on=date(2022, 12, 31), **audit)
    for page in ("privacy", "register"):
        assert words in words_of(client.get(f"/{language}/oslo/{page}").text), page


def test_a_visit_that_names_nobody_is_honest_about_it(client: FlaskClient) -> None:
    make_visit()
    page = client.get(PAGE).text
    assert "The controller of your data are the organisers of the visit." in page
    assert "Questions about it" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_landing_own_page_and_every_letter_lead_there(client: FlaskClient, language: str) -> None:
    visit = make_visit()
    make_session(visit.id)
    publish(visit.id)
    person = join(visit.id, language=language)
    own = own_page()
    change(person, email="new@example.org", language=language)
    target = f"/{language}/oslo/privacy"
    for path in (f"/{language}/oslo/", f"/{language}/oslo/register", f"/{language}/oslo/programme", own):
        assert f'href="{target}"' in client.get(path).text, path
    mails = session.scalars(select(Mail)).all()
    assert len(mails) == 2
    for mail in mails:
        assert f"http://visits.example.org{target}" in text_of(mail)
        assert f'href="http://visits.example.org{target}"' in html_of(mail)
    assert client.get(target).status_code == 200


def test_a_hidden_visit_has_no_such_page_and_nothing_leads_there(client: FlaskClient) -> None:
    visit = make_visit()
    join(visit.id)
    with transaction():
        edited = {"edited_at": utc_now(), "edited_version": 1, "version": 1}
        session.execute(update(Visit).values(visible=False, **edited))
    assert client.get(PAGE).status_code == 404
    own = client.get(own_page())
    assert own.status_code == 200
    assert "/privacy" not in own.text
    change(row("zydrune@example.org"), email="other@example.org")
    mail = session.scalars(select(Mail).where(Mail.to_address == "other@example.org")).one()
    assert "/privacy" not in text_of(mail) + html_of(mail)
