"""A server that takes nothing costs no letter a try; many are one conversation; a clock put back stops none."""

import logging
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.notifications import jobs
from eventapp.notifications.models import Mail
from eventapp.notifications.queries import BACKLOG
from eventapp.notifications.rules import BACK_OFF, LEASE, PAUSES
from tests.conftest import installation
from tests.factories import NOON
from tests.nginx import make_certificate
from tests.notifications.post_office import PostOffice, open_post_office
from tests.notifications.sending import SENT, WAITING, sending, told, write


@pytest.mark.parametrize(
    "answer", ["550 5.7.1 we do not know you", "530 authenticate first", "451 greylisted", "421 no"]
)
def test_a_server_that_refuses_the_sender_costs_no_letter_a_try(
    office: PostOffice, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    office.to_sender = answer
    write("a", "b", "c")
    jobs.deliver()
    assert set(told().values()) == {(WAITING, 0, f"127.0.0.1: {answer}")}
    [warning] = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warning == f"the mail server takes no letters: {answer[:3]}; again in {PAUSES[0]} s"
    office.to_sender = "250 OK"
    jobs.deliver()
    assert (office.conversations, office.arrived) == (1, []), "too early"


def test_what_waited_leaves_once_the_server_has_changed_its_mind(tmp_path: Path) -> None:
    with sending(tmp_path) as (office, app):
        office.to_sender = "550 not you"
        write("a", "b")
        jobs.deliver()
        office.to_sender = "250 OK"
        app.extensions["eventapp.backoff"]._until = 0
        jobs.deliver()
        assert set(told().values()) == {(SENT, 1, "")}


@pytest.mark.parametrize(
    "answer", ["530 5.7.0 authenticate first", "534 5.7.9 too weak", "535 no", "538 5.7.11 in secret"]
)
def test_who_may_not_send_at_all_learns_it_late_from_some_servers(office: PostOffice, answer: str) -> None:
    office.answers["a@example.org"] = answer
    write("a", "b")
    jobs.deliver()
    assert set(told().values()) == {(WAITING, 0, f"127.0.0.1: {answer}")}


def test_a_login_that_is_refused_costs_no_letter_a_try(tmp_path: Path) -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False, message="535 5.7.8 no")

    with sending(tmp_path, login="ada:secret@", authenticator=refuse, auth_require_tls=False) as (
        _,
        app,
    ):
        write("a")
        jobs.deliver()
        assert told() == {"a@example.org": (WAITING, 0, "127.0.0.1: 535 5.7.8 no")}
        assert app.extensions["eventapp.backoff"].failures == 1


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_letters_are_handed_in_in_secret_and_by_name(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = make_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    within_smtp = scheme == "smtp+starttls"
    secret = {"tls_context": context, "require_starttls": True} if within_smtp else {"ssl_context": context}
    login = {"login": "ada:p%40ss@", "logs_in": True, "auth_required": within_smtp, "auth_require_tls": within_smtp}
    with sending(tmp_path, scheme=scheme, **login, **secret) as (office, app):
        write("a")
        jobs.deliver()
        [(state, tries, error)] = told().values()
        assert (state, tries, office.logins, "CERTIFICATE_VERIFY_FAILED" in error) == (WAITING, 0, [], True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        app.extensions["eventapp.backoff"]._until = 0
        jobs.deliver()
        assert told() == {"a@example.org": (SENT, 1, "")}
        assert office.logins == [("ada", "p@ss")]


def test_without_a_name_nobody_logs_in(tmp_path: Path) -> None:
    with sending(tmp_path, logs_in=True, auth_require_tls=False) as (office, _):
        write("a")
        jobs.deliver()
        assert (told(), office.logins) == ({"a@example.org": (SENT, 1, "")}, [])


def test_no_server_costs_no_letter_a_try(tmp_path: Path) -> None:
    with open_post_office() as (_, closed):
        pass
    with installation(tmp_path, EVENTAPP_SMTP_URL=closed):
        write("a", "b")
        jobs.deliver()
        [(state, tries, error)] = set(told().values())
        assert (state, tries, error.startswith("127.0.0.1: ConnectionRefusedError: ")) == (WAITING, 0, True)


def test_a_server_that_has_enough_after_some_letters_gets_the_rest_at_once(office: PostOffice) -> None:
    office.most = 3
    write(*(f"p{number}" for number in range(10)))
    jobs.deliver()
    assert set(told().values()) == {(SENT, 1, "")}
    assert office.conversations == 4


def test_pauses_grow_and_end_with_the_first_letter_that_is_heard(tmp_path: Path) -> None:
    with sending(tmp_path) as (office, app):
        write("a")
        office.to_sender = "550 not you"
        waited = []
        for _ in range(len(PAUSES) + 2):
            jobs.deliver()
            patience = app.extensions["eventapp.backoff"]
            waited.append(patience.failures)
            patience._until = 0
        assert waited == list(range(1, len(PAUSES) + 3))
        office.to_sender = "250 OK"
        jobs.deliver()
        assert app.extensions["eventapp.backoff"].failures == 0


def test_many_letters_are_one_conversation_and_a_line_each(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    office.answers["p3@example.org"] = "550 no such user"
    write(*(f"p{number}" for number in range(30)))
    jobs.deliver()
    assert (office.conversations, len(office.arrived)) == (1, 29)
    session.remove()
    ids = {mail.to_address: mail.id.hex for mail in session.scalars(select(Mail))}
    failed = ids.pop("p3@example.org")
    lines = [(record.levelname, record.getMessage()) for record in caplog.records if record.name == jobs.__name__]
    assert sorted(lines) == sorted(
        [
            ("WARNING", f"letter {failed} was not sent: 550"),
            *(("INFO", f"letter {one} is sent") for one in ids.values()),
        ]
    )


def test_a_clock_put_back_stops_no_letter(office: PostOffice) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        write("new", "leased", "tried")
        with transaction():
            for _ in range(2):
                tried = session.scalars(select(Mail.id).where(Mail.to_address == "tried@example.org")).one()
                BACKLOG.note_failure(tried, "451 later", now=NOON)
        with transaction():
            BACKLOG.take(now=NOON + timedelta(days=1))
        clock.move_to(NOON - timedelta(days=2))
        jobs.deliver()
    assert {state for state, _, _ in told().values()} == {SENT}


def test_a_clock_put_back_a_little_makes_no_letter_go_early_or_twice(office: PostOffice) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        write("leased")
        with transaction():
            assert BACKLOG.take(now=NOON)
        clock.move_to(NOON - timedelta(seconds=30))
        jobs.deliver()
        assert office.arrived == []
        clock.move_to(NOON + LEASE)
        jobs.deliver()
        assert len(office.arrived) == 1
        write("tried")
        office.answers["tried@example.org"] = "451 later"
        jobs.deliver()
        office.answers.clear()
        clock.shift(BACK_OFF[0] - timedelta(seconds=1))
        jobs.deliver()
        assert len(office.arrived) == 1
