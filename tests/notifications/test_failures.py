"""The letter's own failure: what a server says of it, at each word of the conversation."""

import logging
import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.smtp import AuthResult

from eventapp.config import SmtpServer
from eventapp.notifications import jobs
from eventapp.notifications.delivery import Conversation, ConversationFailed, LetterFailed, conversation, reason_of
from eventapp.notifications.models import MailState
from tests.factories import NOON
from tests.notifications.post_office import PostOffice, open_post_office
from tests.notifications.sending import FAILED, SENT, WAITING, alter, recipients, told, wait_until, write


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"to_address": "jūratė@example.com"}, "not made: MailboxNotReachable: Letters cannot be sent to an address"),
        ({"to_address": "nobody"}, "not made: NotAnAddress: This is not an e-mail address"),
        ({"attachments": [{"kind": "visit.ics"}]}, "not made: KeyError: 'visit'"),
        ({"content": {"paragraphs": ["half a letter"]}}, "not made: UndefinedError: "),
        ({"message_id": "no identity\r\nBcc: a@example.org"}, "not made: ValueError: "),
    ],
)
def test_a_letter_that_cannot_be_made_fails_alone_and_says_why(
    office: PostOffice, caplog: pytest.LogCaptureFixture, row: dict[str, Any], reason: str
) -> None:
    write("a", "b", "c")
    alter("a", **row)
    jobs.deliver()
    kept = told()
    state, tries, error = kept.pop(row.get("to_address", "a@example.org"))
    assert (state, tries, error.startswith(reason)) == (FAILED, 1, True), error
    assert [state for state, _, _ in kept.values()] == [SENT, SENT]
    assert office.conversations == 1
    [warning] = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert reason.split()[2].rstrip(":") in warning.getMessage()
    assert "@" not in warning.getMessage()


@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        ("550 no such user", FAILED, "550 no such user"),
        ("500 what", FAILED, "500 what"),
        ("499 what", WAITING, "499 what"),
        ("300 what", WAITING, "300 what"),
        ("452 mailbox full", WAITING, "452 mailbox full"),
        ("554 5.7.1 relay access denied", WAITING, "554 5.7.1 relay access denied"),
    ],
)
def test_what_is_said_of_a_recipient_is_said_of_that_letter(
    office: PostOffice, answer: str, state: MailState, error: str
) -> None:
    office.answers["a@example.org"] = answer
    write("a", "b")
    jobs.deliver()
    assert told() == {"a@example.org": (state, 1, error), "b@example.org": (SENT, 1, "")}
    assert office.conversations == 1


def test_what_is_said_of_its_words_is_said_of_that_letter(office: PostOffice) -> None:
    office.to_data = "554 this is no letter"
    write("a")
    jobs.deliver()
    assert told() == {"a@example.org": (FAILED, 1, "554 this is no letter")}


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 later", WAITING), ("452 4.3.1 no room", WAITING), ("554 5.6.0 never", FAILED), ("550 5.7.1 no", WAITING)],
)
@pytest.mark.parametrize("moment", ["to_data_command", "to_data"])
def test_what_is_said_at_data_is_said_of_that_letter_before_its_words_and_after(
    office: PostOffice, moment: str, answer: str, state: MailState
) -> None:
    setattr(office, moment, answer)
    write("a")
    jobs.deliver()
    assert told() == {"a@example.org": (state, 1, answer)}
    setattr(office, moment, "354 go on" if moment == "to_data_command" else "250 OK")
    write("b")
    jobs.deliver()
    assert told()["b@example.org"] == (SENT, 1, "")


@pytest.mark.parametrize(("answer", "failed"), [("421 gone", LetterFailed), ("530 who are you", ConversationFailed)])
@pytest.mark.parametrize("moment", ["to_data_command", "to_data"])
def test_what_is_said_at_data_may_be_about_the_conversation(
    moment: str, answer: str, failed: type[LetterFailed | ConversationFailed]
) -> None:
    with open_post_office() as (office, address), handing_in(address) as talk:
        setattr(office, moment, answer)
        with pytest.raises(failed) as refused:
            talk.hand_over("a@example.org", b"Subject: x\r\n\r\nx\r\n")
    assert str(refused.value) == (answer if failed is LetterFailed else f"127.0.0.1: {answer}")
    assert getattr(refused.value, "broken_off", True)
    assert not getattr(refused.value, "for_good", False)


@pytest.mark.parametrize("answer", ["451 4.7.1 later", "550 5.7.1 not you", "421 no"])
def test_what_is_said_at_mail_from_is_said_to_us(answer: str) -> None:
    with open_post_office() as (office, address), handing_in(address) as talk:
        office.to_sender = answer
        for attempt in (lambda: talk.hand_over("a@example.org", b"x\r\n"), talk.try_sender):
            with pytest.raises(ConversationFailed, match=f"^127.0.0.1: {answer}$"):
                attempt()
        office.to_sender = "250 OK"
        talk.try_sender()
        assert talk.hand_over("a@example.org", b"Subject: x\r\n\r\nx\r\n") == "250 OK"
        assert recipients(office) == ["a@example.org"]


@contextmanager
def handing_in(address: str) -> Iterator[Conversation]:
    port = urlsplit(address).port
    assert port
    with conversation(SmtpServer("127.0.0.1", port, "none"), "visits@example.org") as talk:
        yield talk


def test_a_server_that_says_what_makes_no_sense_at_data_has_broken_off() -> None:
    with open_post_office() as (office, address), handing_in(address) as talk:
        office.to_data_command = "250 OK"
        with pytest.raises(LetterFailed, match=r"^250 OK$") as refused:
            talk.hand_over("a@example.org", b"x\r\n")
    assert (refused.value.broken_off, refused.value.for_good) == (True, False)


def test_an_answer_is_waited_for_half_a_minute_and_after_a_letter_ten_as_the_standard_asks() -> None:
    with open_post_office() as (office, address), handing_in(address) as talk:
        assert talk.smtp.sock
        waits = [talk.smtp.sock.gettimeout()]
        talk.hand_over("a@example.org", b"Subject: x\r\n\r\nx\r\n")
        waits.append(talk.smtp.sock.gettimeout())
        office.to_sender = "451 later"
        with pytest.raises(ConversationFailed):
            talk.hand_over("a@example.org", b"x\r\n")
        waits.append(talk.smtp.sock.gettimeout())
    assert waits == [30, 600, 30]


def test_a_conversation_that_has_ended_is_nobody_s_failure_and_found_out_at_the_next_letter() -> None:
    with open_post_office() as (_, address), handing_in(address) as talk:
        talk.smtp.close()
        with pytest.raises(ConversationFailed, match=r"^127\.0\.0\.1: SMTPServerDisconnected: "):
            talk.hand_over("a@example.org", b"x\r\n")


def test_a_long_answer_is_cut() -> None:
    assert reason_of(ValueError("x" * 400)) == "ValueError: " + "x" * 288
    assert reason_of(smtplib.SMTPDataError(554, b"x" * 400)) == "554 " + "x" * 296


def test_who_is_not_let_in_leaves_no_connection_open() -> None:
    with open_post_office(
        authenticator=lambda *_: AuthResult(success=False, handled=False), auth_require_tls=False
    ) as (
        office,
        address,
    ):
        server = SmtpServer("127.0.0.1", urlsplit(address).port or 0, "none", "ada", "secret")
        with (
            pytest.raises(ConversationFailed, match=r"^127\.0\.0\.1: 535 ") as refused,
            conversation(server, "a@example.org"),
        ):
            raise AssertionError("let in")
        assert wait_until(lambda: not office.connections), refused  # the error still knows of the connection


def test_a_connection_that_breaks_in_the_midst_of_a_letter_costs_it_one_try_and_the_others_none(
    office: PostOffice,
) -> None:
    office.hangs_up_within = {"b@example.org"}
    write("a", "b", "c")
    jobs.deliver()
    assert recipients(office) == ["a@example.org", "c@example.org"]
    assert {name: (state, tries) for name, (state, tries, _) in told().items()} == {
        "a@example.org": (SENT, 1),
        "b@example.org": (WAITING, 1),
        "c@example.org": (SENT, 1),
    }
    assert re.match("SMTPServerDisconnected: |ConnectionResetError: |BrokenPipeError: ", told()["b@example.org"][2])


def test_a_letter_that_breaks_off_the_conversation_goes_to_the_back_and_the_others_leave_at_once(
    office: PostOffice,
) -> None:
    office.hangs_up_on = {"b@example.org"}
    write("a", "b", "c", "d")
    jobs.deliver()
    assert recipients(office) == ["a@example.org", "c@example.org", "d@example.org"]
    kept = told()
    state, tries, error = kept.pop("b@example.org")
    assert (state, tries, error != "") == (WAITING, 1, True)
    assert set(kept.values()) == {(SENT, 1, "")}
    office.hangs_up_on.clear()
    alter("b", due_at=NOON)
    jobs.deliver()
    assert told()["b@example.org"] == (SENT, 2, "")


def test_a_server_that_always_breaks_off_costs_few_letters_a_try(office: PostOffice) -> None:
    names = [f"p{number}" for number in range(9)]
    office.hangs_up_on = {f"{name}@example.org" for name in names}
    write(*names)
    jobs.deliver()
    jobs.deliver()
    assert [tries for _, tries, _ in told().values()] == [1, 1, 1, 0, 0, 0, 0, 0, 0]
