"""The page that sends people their link again: it answers everybody alike, and the worker looks who they are."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.addresses import MY_LINK
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.registration.jobs import send_links
from eventapp.registration.models import LinkRequest
from eventapp.visits.models import Visit
from tests.conftest import forget_attempts, installation
from tests.factories import LINKS, make_visit
from tests.pages import read_page
from tests.registration.people import join, leave, letters, own_page, row
from tests.registration.test_submissions import statements

PAGE = f"{MY_LINK}?l=en"


def ask(client: FlaskClient, email: str) -> tuple[int, str, str]:
    """Fill in the form and send it."""
    g.pop("csrf_token", None)
    (form,) = [form for form in read_page(client.get(PAGE).text, PAGE).forms if "email" in form.typed]
    answer = client.post(form.action, data=dict(form.filled({"email": email})))
    return answer.status_code, answer.location or "", answer.text


def test_whoever_is_registered_gets_a_letter_from_each_visit_and_nobody_else_gets_any(
    app: Flask, client: FlaskClient
) -> None:
    """Also of a hidden visit, and with a cancelled registration: the link is still theirs."""
    join(make_visit().id, "ona@example.org")
    leave(row("ona@example.org"))
    join(make_visit(slug="bergen").id, "jonas@example.org")
    other = make_visit(slug="bodo")
    with transaction():
        session.execute(update(Visit).values(visible=False))
    before = letters()
    for email in (" ONA@example.org ", "nobody@example.org"):
        assert ask(client, email)[:2] == (303, f"{MY_LINK}?done=1")
    assert letters() == before
    send_links()
    new = Counter(letters()) - Counter(before)
    assert new == {("ona@example.org", "Jūsų registracija: Visit to Oslo (lt)"): 1}
    mail = session.scalars(select(Mail).where(Mail.subject == "Jūsų registracija: Visit to Oslo (lt)")).one()
    assert own_page("ona@example.org") in text_of(mail)
    assert f"{LINKS.base_url}{MY_LINK}" in text_of(mail)
    assert session.scalars(select(LinkRequest)).all() == []
    send_links()
    assert len(letters()) == len(before) + 1
    assert other.id


def test_known_or_not_it_is_the_same_work_and_the_same_answer(visit: int, client: FlaskClient) -> None:
    join(visit, "known@example.org")
    found = []
    for email in ("known@example.org", "fresh@example.org"):
        forget_attempts()
        with statements() as asked:
            answer = ask(client, email)
        found.append((asked, answer))
    assert found[0] == found[1]


def test_what_no_worker_has_answered_in_time_is_forgotten(visit: int, client: FlaskClient) -> None:
    join(visit, "ona@example.org")
    before = letters()
    ask(client, "ona@example.org")
    with time_machine.travel(utc_now() + timedelta(minutes=30)):
        send_links()
    assert (letters(), session.scalars(select(LinkRequest)).all()) == (before, [])


def test_the_page_claims_no_letter_and_says_when_none_is_sent(client: FlaskClient, app: Flask) -> None:
    done = client.get(f"{PAGE}&done=1").text
    assert "If somebody is registered with this address" in done
    assert "This installation sends no mail yet" in done
    assert "Look into your mailbox" not in done


def test_the_page_says_where_to_look_when_mail_is_sent(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:2525") as app:
        done = app.test_client().get(f"{PAGE}&done=1").text
        assert ("Look into your mailbox" in done, "sends no mail" in done) == (True, False)


@pytest.mark.parametrize(
    ("email", "words"), [("", "Enter your e-mail address."), ("ona", "This is not an e-mail address.")]
)
def test_what_is_no_address_is_said_at_the_field(client: FlaskClient, app: Flask, email: str, words: str) -> None:
    status, _, page = ask(client, email)
    assert (status, page.count(words), 'id="email-error"' in page) == (422, 2, True)
    assert session.scalars(select(LinkRequest)).all() == []


def test_a_form_without_its_token_comes_back_filled(client: FlaskClient, app: Flask) -> None:
    answer = client.post(PAGE, data={"email": "ona@example.org"})
    assert (answer.status_code, 'value="ona@example.org"' in answer.text) == (400, True)


def test_a_mailbox_is_asked_for_only_so_often_whoever_has_it(visit: int, client: FlaskClient) -> None:
    join(visit, "ona@example.org")
    for email in ("ona@example.org", "nobody@example.org"):
        forget_attempts()
        answers = [ask(client, email)[0] for _ in range(6)]
        assert answers == [303] * 5 + [429]


@pytest.mark.parametrize("path", ["/r/nothing", "/r/email/nothing"])
def test_a_link_that_does_not_open_leads_here(app: Flask, client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert (page.status_code, f'href="{MY_LINK}"' in page.text) == (404, True)


def test_a_link_that_was_replaced_leads_here_and_so_does_the_form(visit: int, client: FlaskClient) -> None:
    person = join(visit, "ona@example.org")
    old = client.get(f"/r/{LINKS.registration_token(person.id, person.generation + 1)}")
    assert (old.status_code, f'href="{MY_LINK}"' in old.text) == (410, True)
    assert f'href="{MY_LINK}?l=en"' in client.get("/en/oslo/register").text
    assert f'href="{MY_LINK}"' not in client.get("/en/nowhere/").text
