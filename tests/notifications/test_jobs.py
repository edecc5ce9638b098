"""Delivery to a real SMTP server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.notifications import jobs
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.rules import BACK_OFF
from tests.conftest import installation
from tests.factories import NOON, make_visit
from tests.notifications.post_office import LETTER, PostOffice, open_post_office, post


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    """A post office, and an app that hands its letters to it."""
    with open_post_office() as (office, address):
        sender = "Vizitai <visits@example.org>"
        with installation(tmp_path, EVENTAPP_SMTP_URL=address, EVENTAPP_MAIL_FROM=sender):
            yield office


def rows() -> list[Mail]:
    session.remove()
    return list(session.scalars(select(Mail).order_by(Mail.to_address)))


def test_a_letter_arrives_whole(office: PostOffice) -> None:
    identity = post()
    jobs.deliver()
    message = office.messages()[0]
    assert message["Message-ID"] == identity
    assert message["To"].addresses[0].display_name == "Žydrūnė Ąžuolaitė"
    assert message["From"].addresses[0].addr_spec == "visits@example.org"
    assert message["Subject"] == "Jūsų registracija"
    assert message["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        words = message.get_body((kind,)).get_content()
        for part in (*LETTER.paragraphs, LETTER.button, LETTER.link, LETTER.sender):
            assert part in words
    assert "<title>Jūsų registracija</title>" in words
    assert [(mail.state, mail.tries) for mail in rows()] == [(MailState.SENT, 1)]


def test_a_letter_is_sent_once(office: PostOffice) -> None:
    post()
    jobs.deliver()
    jobs.deliver()
    assert len(office.arrived) == 1


def test_a_welcome_letter_carries_the_visit_for_the_calendar(office: PostOffice) -> None:
    visit = make_visit()
    post(attachments=[{"kind": "visit.ics", "visit": visit.id}])
    jobs.deliver()
    part = next(office.messages()[0].iter_attachments())
    entry = Calendar.from_ical(part.get_content()).events[0]
    assert part.get_filename() == "oslo.ics"
    assert part["Content-Type"] == 'text/calendar; charset="utf-8"', "without it: US-ASCII"
    assert (str(entry["uid"]), str(entry["dtstart"].dt), str(entry["dtend"].dt)) == (
        visit.calendar_uid,
        "2017-04-03",
        "2017-04-07",
    )


def test_the_letter_goes_out_even_if_the_visit_is_gone(office: PostOffice) -> None:
    post(attachments=[{"kind": "visit.ics", "visit": 404}])
    jobs.deliver()
    assert list(office.messages()[0].iter_attachments()) == []


def test_line_ends_in_a_name_or_subject_make_no_header(office: PostOffice) -> None:
    letter = replace(LETTER, subject="Hi\r\nBcc: all@example.org")
    post(name="Ada\r\nBcc: all@example.org", letter=letter)
    jobs.deliver()
    message = office.messages()[0]
    assert message["Bcc"] is None
    assert message["Subject"] == "Hi Bcc: all@example.org"


def test_a_recipient_refused_for_good_fails_at_once_and_the_others_get_theirs(office: PostOffice) -> None:
    office.answers["a@example.org"] = "550 no such user"
    post(address="a@example.org")
    post(address="b@example.org")
    jobs.deliver()
    first, second = rows()
    assert (first.state, first.error) == (MailState.FAILED, "550 no such user")
    assert second.state == MailState.SENT


def test_a_recipient_refused_for_now_is_tried_again_later_and_then_given_up(office: PostOffice) -> None:
    office.answers["a@example.org"] = "451 come back"
    with time_machine.travel(NOON, tick=False) as clock:
        post(address="a@example.org", now=NOON)
        for wait in BACK_OFF:
            jobs.deliver()
            assert (rows()[0].state, rows()[0].error) == (MailState.WAITING, "451 come back")
            clock.shift(wait)
        jobs.deliver()
    assert (rows()[0].state, rows()[0].tries) == (MailState.FAILED, len(BACK_OFF) + 1)


def test_without_a_server_letters_wait(app: Flask) -> None:
    post()
    jobs.deliver()
    assert [(mail.state, mail.tries) for mail in rows()] == [(MailState.WAITING, 0)]


def test_what_letters_said_is_forgotten_after_thirty_days(office: PostOffice) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        post()
        jobs.deliver()
        clock.shift(timedelta(days=30, seconds=-1))
        jobs.tidy()
        assert rows()[0].content == LETTER.content()
        clock.shift(1)
        jobs.tidy()
    mail = rows()[0]
    assert (mail.subject, text_of(mail), html_of(mail), mail.to_name, mail.to_address) == ("", "", "", "", "")
    assert mail.state == MailState.SENT
