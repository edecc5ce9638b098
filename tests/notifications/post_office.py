"""A real SMTP server for the tests, in a thread, and letters to send to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from eventapp.core.db import transaction
from eventapp.notifications.letters import Letter
from eventapp.notifications.operations import queue_mail
from tests.conftest import free_port
from tests.factories import NOON


class PostOffice:
    """Keeps what arrives; ``answers`` gives replies to recipients, e.g. {"gone@example.org": "550 no such user"}."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.arrived.append(envelope.content or b"")
        return "250 OK"

    def messages(self) -> list[EmailMessage]:
        parsed = (BytesParser(policy=policy.default).parsebytes(raw) for raw in self.arrived)
        return [message for message in parsed if isinstance(message, EmailMessage)]


@contextmanager
def open_post_office() -> Iterator[tuple[PostOffice, str]]:
    """(the server, its address for EVENTAPP_SMTP_URL), on a free port."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


LETTER = Letter(
    language="lt",
    subject="Jūsų registracija",
    paragraphs=("Sveiki, Žydrūne!",),
    button="Mano registracija",
    link="https://visits.example.org/r/x",
    sender="Partnerių vizitas",
)


def post(name: str = "Žydrūnė Ąžuolaitė", address: str = "zydrune@example.org", **values: Any) -> str:
    """Queue a letter in a transaction of its own; gives its Message-ID."""
    now: datetime = values.pop("now", NOON)
    with transaction():
        mail = queue_mail(
            values.pop("letter", LETTER),
            about="visit:1",
            to=(name, address),
            message_host="visits.example.org",
            now=now,
            **values,
        )
        return mail.message_id
