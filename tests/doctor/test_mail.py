"""Mail servers that answer and some that do not, and letters that failed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail
from eventapp.notifications.operations import note_hindrance
from eventapp.notifications.queries import BACKLOG
from tests.conftest import free_port, installation
from tests.doctor.patients import NOW, doctor, words, wrong
from tests.notifications.post_office import open_post_office, post


def test_a_mail_server_that_answers_and_gets_no_letter(healthy: Path) -> None:
    with open_post_office() as (office, address):
        assert words(healthy, "mail", EVENTAPP_SMTP_URL=address) == [
            f"{address.removeprefix('smtp://')} takes letters from noreply@localhost"
        ]
    assert office.arrived == []


def test_a_mail_server_that_does_not_answer(healthy: Path) -> None:
    port = free_port()
    found = wrong(healthy, EVENTAPP_SMTP_URL=f"smtp://127.0.0.1:{port}")
    assert [finding.about for finding in found] == ["mail"]
    words = "no letter is taken from noreply@localhost: 127.0.0.1: ConnectionRefusedError"
    assert found[0].words.startswith(words)


def test_a_mail_server_that_does_not_take_letters_from_this_sender(healthy: Path) -> None:
    with open_post_office() as (office, address):
        office.to_sender = "550 5.7.1 we do not know you"
        sender = "Visits <visits@example.org>"
        found = wrong(healthy, EVENTAPP_SMTP_URL=address, EVENTAPP_MAIL_FROM=sender)
    assert [finding.about for finding in found] == ["mail"]
    assert found[0].words == "no letter is taken from visits@example.org: 127.0.0.1: 550 5.7.1 we do not know you"


def test_letters_that_failed_are_counted_by_what_the_server_answered(healthy: Path) -> None:
    with installation(healthy):
        for number, error in enumerate(
            ("550 a@example.org?", "550 b@example.org?", "554 no", "not made: KeyError: 'x'")
        ):
            post(address=f"p{number}@example.org", now=NOW - timedelta(days=1))
            with transaction():
                mine = session.scalars(select(Mail.id).where(Mail.to_address == f"p{number}@example.org")).one()
                BACKLOG.note_failure(mine, error, for_good=True, now=NOW)
    [found] = wrong(healthy)
    assert (found.about, found.words) == ("outbox", "letters that have failed: 4 (550: 2, 554: 1, KeyError: 1)")
    assert doctor(healthy).status == 1


@pytest.mark.parametrize(("minutes", "told"), [(9, False), (11, True)])
def test_letters_that_wait_for_a_server_that_takes_none_are_told_with_the_reason(
    healthy: Path, minutes: int, told: bool
) -> None:
    with installation(healthy):
        post(now=NOW - timedelta(minutes=minutes))
        with transaction():
            note_hindrance("127.0.0.1: 530 5.7.0 authenticate first", now=NOW)
    with open_post_office() as (_, address):
        found = wrong(healthy, EVENTAPP_SMTP_URL=address)
    words = ["letters that wait for more than ten minutes: 1 (530: 1)"] if told else []
    assert [finding.words for finding in found] == words


def test_a_mail_server_without_the_encryption_asked_for(healthy: Path) -> None:
    with open_post_office() as (_, address):
        found = wrong(healthy, EVENTAPP_SMTP_URL=address.replace("smtp:", "smtp+starttls:"))
    assert [finding.about for finding in found] == ["mail"]
    assert "STARTTLS extension not supported" in found[0].words
