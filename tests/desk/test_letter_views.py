"""Organisers' pages of the letters: what waits, what failed and why; trying again, handing over."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.accounts.operations import send_sign_in_link
from eventapp.core.db import session, transaction
from eventapp.core.paging import PAGE
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.operations import empty_mails_about, empty_old_mails, mark_sent
from eventapp.notifications.queries import BACKLOG
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from tests.at_desk import DESK, statements
from tests.conftest import installation, sign_in
from tests.factories import LINKS, NOON, make_visit
from tests.notifications.post_office import post
from tests.registration.people import join, letters, token_in

OUTBOX = f"{DESK}/outbox"


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit().id


def written(visit: int, **values: Any) -> str:
    """A letter of the visit's; gives the hexadecimal digits of its id."""
    message_id = post(visit_id=visit, **values)
    session.remove()
    return session.scalars(select(Mail.id).where(Mail.message_id == message_id)).one().hex


def failed(visit: int, error: str = "550 no such user") -> str:
    identity = written(visit)
    with transaction():
        BACKLOG.note_failure(mail(identity).id, error, for_good=True, now=NOON)
    return identity


def mail(identity: str) -> Mail:
    return session.scalars(select(Mail).where(Mail.message_id.contains(identity[:8]))).one()


def get(desk: FlaskClient, path: str = "") -> str:
    g.pop("csrf_token", None)
    answer = desk.get(f"{OUTBOX}{path}")
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split()) if not path else str(answer.text)


def act(desk: FlaskClient, identity: str, verb: str) -> Any:
    token = token_in(desk.get(f"{OUTBOX}/{identity}").text)
    return desk.post(f"{OUTBOX}/{identity}/{verb}", data={"csrf_token": token})


def subjects(page: str) -> list[str]:
    return re.findall(r'rowheader"><a href="[^"]*"[^>]*>([^<]*)<', page)


def test_a_person_s_letter_is_read_and_its_link_followed(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    join(visit)
    page = desk.get(OUTBOX).text
    [address] = re.findall(rf'href="({OUTBOX}/[0-9a-f]{{32}})"', page)
    assert "zydrune@example.org" in page
    assert "This installation sends no mail." in page
    shown = desk.get(address).text
    [link] = re.findall(r'<a href="http://visits.example.org(/r/[^"]+)"', shown)
    assert client.get(link).status_code == 200
    assert "the visit, for a calendar" in shown


def test_a_letter_is_marked_as_handed_over_and_the_history_says_so_without_an_address(
    visit: int, desk: FlaskClient
) -> None:
    identity = written(visit)
    answer = act(desk, identity, "handed")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{OUTBOX}/{identity}?done=1")
    assert "Noted: it has been handed over." in desk.get(answer.headers["Location"]).text
    assert (mail(identity).state, mail(identity).tries) == (MailState.SENT, 0)
    assert session.get_one(Visit, visit).version == 1
    [entry] = history(visit)
    assert (entry.action, entry.thing, entry.changes) == ("handed over", f"letter.{identity}", [])
    again = desk.post(f"{OUTBOX}/{identity}/handed", data={"csrf_token": token_of(desk)})
    assert (again.status_code, "has been sent already" in again.text) == (409, True)
    assert len(history(visit)) == 1


def token_of(desk: FlaskClient) -> str:
    """Of any page that has a form."""
    g.pop("csrf_token", None)
    return token_in(desk.get(f"{DESK}/release").text)


def test_a_letter_that_failed_says_why_in_words_and_is_tried_again(visit: int, desk: FlaskClient) -> None:
    identity = failed(visit)
    page = get(desk)
    assert "The mail server refuses this letter. 550 no such user" in page
    assert "1 try" in page
    answer = act(desk, identity, "again")
    assert answer.status_code == 303
    assert "It is sent once more." in desk.get(answer.headers["Location"]).text
    found = mail(identity)
    assert (found.state, found.tries, found.error) == (MailState.WAITING, 0, "")
    assert found.due_at > NOON
    assert session.get_one(Visit, visit).version == 1
    assert [(entry.action, entry.thing) for entry in history(visit)] == [("tried again", f"letter.{identity}")]
    second = desk.post(f"{OUTBOX}/{identity}/again", data={"csrf_token": token_of(desk)})
    assert (second.status_code, "has not failed" in second.text) == (409, True)


def test_what_failed_for_good_can_be_handed_over_instead(visit: int, desk: FlaskClient) -> None:
    identity = failed(visit)
    assert act(desk, identity, "handed").status_code == 303
    assert mail(identity).state == MailState.SENT


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("550 no", "The mail server refuses this letter."),
        ("451 later", "The mail server does not take this letter for now."),
        ("mail.example.org: TimeoutError: timed out", "The mail server could not be reached."),
    ],
)
def test_each_reason_is_said_in_words(visit: int, desk: FlaskClient, error: str, words: str) -> None:
    failed(visit, error)
    assert f"{words} {error}" in get(desk)


def test_the_list_is_filtered_by_state_and_has_the_latest_first(visit: int, desk: FlaskClient) -> None:
    written(visit)
    failed(visit)
    sent = written(visit, now=NOON + timedelta(hours=1))
    with transaction():
        mark_sent(mail(sent).id, now=NOON)
    everything = desk.get(OUTBOX).text
    assert re.findall(rf'href="{OUTBOX}/([0-9a-f]{{32}})"', everything)[0] == sent
    for state, number in (("waiting", 1), ("failed", 1), ("sent", 1), ("", 3), ("nonsense", 3)):
        assert len(subjects(desk.get(f"{OUTBOX}?state={state}").text)) == number, state
    assert "There are no letters here." in desk.get(f"{OUTBOX}?state=erased").text


def test_pages_follow_each_other_and_none_is_lost_or_twice(visit: int, desk: FlaskClient) -> None:
    assert "No letter has been written yet." in get(desk)
    for number in range(PAGE + 3):
        written(visit, now=NOON + timedelta(seconds=number // 2))  # two in each second
    first = desk.get(f"{OUTBOX}?state=waiting").text
    older = re.search(r'href="([^"]*after=[0-9a-f]{32})"', first)
    assert older
    second = desk.get(older[1].replace("&amp;", "&")).text
    seen = [*re.findall(r"outbox/([0-9a-f]{32})", first), *re.findall(r"outbox/([0-9a-f]{32})", second)]
    assert len(seen) == len(set(seen)) == PAGE + 3
    assert 'href="/organise/visits/oslo/outbox?state=waiting">First page' in second


def test_the_list_costs_the_same_for_one_letter_and_for_three(visit: int, desk: FlaskClient) -> None:
    written(visit)
    one = statements(desk, OUTBOX)
    written(visit)
    written(visit)
    assert statements(desk, OUTBOX) == one


def test_emptied_letters_say_so_and_cannot_be_sent(visit: int, desk: FlaskClient) -> None:
    old, unsent = written(visit), failed(visit)
    with transaction():
        mark_sent(mail(old).id, now=NOON)
    with transaction():
        empty_old_mails(now=NOON + timedelta(days=31))
    with transaction():
        empty_mails_about("visit:1", now=NOON)
    assert "A letter that was emptied" in get(desk)
    assert mail(unsent).state == MailState.ERASED
    for identity in (old, unsent):
        page = get(desk, f"/{identity}")
        assert "what it said, and to whom, has been forgotten" in page
        for verb in ("again", "handed"):
            assert f"{identity}/{verb}" not in page
            answer = desk.post(f"{OUTBOX}/{identity}/{verb}", data={"csrf_token": token_of(desk)})
            assert (answer.status_code, "it cannot be sent any more" in answer.text) == (409, True)
    assert not history(visit)


def test_a_sign_in_letter_is_nobody_s_to_read(visit: int, desk: FlaskClient) -> None:
    with transaction():
        send_sign_in_link("ona@example.org", language="en", links=LINKS, now=NOON)
    assert [to for to, _ in letters()] == ["ona@example.org"]
    assert "No letter has been written yet." in get(desk)
    identity = session.scalars(select(Mail.id)).one().hex
    assert desk.get(f"{OUTBOX}/{identity}").status_code == 404


@pytest.mark.parametrize("identity", ["0" * 32, "nonsense", "%00"])
def test_another_visit_s_letter_and_one_that_is_not_there_are_404(visit: int, desk: FlaskClient, identity: str) -> None:
    other = written(make_visit(slug="bergen").id)
    for path in (identity, other):
        assert desk.get(f"{OUTBOX}/{path}").status_code == 404
        for verb in ("", "/again", "/handed"):
            assert desk.post(f"{OUTBOX}/{path}{verb}", data={"csrf_token": token_of(desk)}).status_code == 404
    assert subjects(desk.get(f"{OUTBOX}?after={other}").text) == []
    assert desk.get("/organise/visits/nowhere/outbox").status_code == 404


def test_a_stranger_is_led_to_the_sign_in(visit: int, client: FlaskClient) -> None:
    identity = written(visit)
    for path in (OUTBOX, f"{OUTBOX}/{identity}", f"{OUTBOX}/{'0' * 32}", "/organise/visits/nowhere/outbox"):
        assert client.get(path).headers["Location"] == "/sign-in"
    assert client.post(f"{OUTBOX}/{identity}/handed").headers["Location"] == "/sign-in"
    assert mail(identity).state == MailState.WAITING


def test_without_the_form_s_token_nothing_is_done(visit: int, desk: FlaskClient) -> None:
    identity = written(visit)
    answer = desk.post(f"{OUTBOX}/{identity}/handed")
    assert (answer.status_code, "Please send the form once more" in answer.text) == (400, True)
    assert mail(identity).state == MailState.WAITING


def test_with_a_mail_server_what_waits_goes_by_itself(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:1") as app:
        desk = sign_in(app)
        identity = written(make_visit().id)
        with transaction():
            session.execute(update(Mail).values(tries=2, error="451 later"))
        page = get(desk)
        assert "sends no mail" not in page
        assert "2 tries, the next 1 March 2017 at 13:00" in page
        assert "Mark as handed over" not in get(desk, f"/{identity}")
        answer = desk.post(f"{OUTBOX}/{identity}/handed", data={"csrf_token": token_of(desk)})
        assert (answer.status_code, "about to be sent by the program" in answer.text) == (409, True)
        assert mail(identity).state == MailState.WAITING


def test_of_several_letters_what_the_program_is_about_to_send_is_left_to_it(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:1") as app:
        desk, visit = sign_in(app), make_visit().id
        waits, gave_up = written(visit), failed(visit)
        ticked = {"csrf_token": token_of(desk), "ticked": [waits, gave_up]}
        answer = desk.post(f"{OUTBOX}/several/handed", data=ticked)
        assert answer.headers["Location"] == f"{OUTBOX}?did=handed&changed=1&by_itself=1"
        assert (mail(waits).state, mail(gave_up).state) == (MailState.WAITING, MailState.SENT)


def test_what_was_emptied_or_erased_is_left_out_of_several(visit: int, desk: FlaskClient) -> None:
    emptied, gave_up = written(visit), failed(visit)
    with transaction():
        session.execute(update(Mail).where(Mail.id == UUID(emptied)).values(emptied_at=NOON))
    ticked = {"csrf_token": token_of(desk), "ticked": [emptied, uuid4().hex, gave_up]}
    answer = desk.post(f"{OUTBOX}/several/again?state=failed", data=ticked)
    assert answer.headers["Location"] == f"{OUTBOX}?state=failed&did=again&changed=1&empty=1&gone=1"
    assert "1 letter is sent again" in get(desk, "?did=again&changed=1")
