"""A real SMTP server for the tests, in a thread, and letters to send to it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from weakref import WeakKeyDictionary

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from eventapp.core.db import transaction
from eventapp.notifications.letters import Letter
from eventapp.notifications.operations import queue_mail
from tests.conftest import free_port
from tests.factories import NOON


class PostOffice:
    """Keeps what arrives; ``answers`` gives replies to recipients, e.g. {"gone@example.org": "550 no such user"}.

    ``envelopes``: (sender, recipients) of what arrived, beside it. ``to_sender``, ``to_data``: other answers than 250,
    ``to_data_command`` than 354, before the letter is heard. ``hangs_up_on``: recipients at whose letter it breaks off,
    ``hangs_up_within`` in its midst. ``seconds``: how long it takes over a letter; ``heard``: the recipients of whole
    letters, before that. ``most``: letters a conversation; ``conversations``: how many there were; ``logins``: (name,
    password) of each; ``connections``: those that are open.
    """

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.heard: list[str] = []
        self.answers: dict[str, str] = {}
        self.to_sender = self.to_data = "250 OK"
        self.to_data_command = "354 go on"
        self.hangs_up_on: set[str] = set()
        self.hangs_up_within: set[str] = set()
        self.logins: list[tuple[str, str]] = []
        self.connections: set[int] = set()
        self.seconds = 0.0
        self.most = 1000
        self.conversations = 0
        self._letters: WeakKeyDictionary[Session, int] = WeakKeyDictionary()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = hostname
        self._letters[session] = 0
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._letters[session] >= self.most:
            return "421 enough for now"
        if self.to_sender.startswith("250"):
            envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_up_on.intersection(envelope.rcpt_tos):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "421 gone"
        self.heard += envelope.rcpt_tos
        await asyncio.sleep(self.seconds)
        if self.to_data.startswith("250"):
            content = envelope.content
            self.arrived.append(content if isinstance(content, bytes) else b"")
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
            self._letters[session] += 1
        return self.to_data

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        """Lets everybody in, and notes who it was; as ``authenticator`` of the settings."""
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    def messages(self) -> list[EmailMessage]:
        parsed = (BytesParser(policy=policy.default).parsebytes(raw) for raw in self.arrived)
        return [message for message in parsed if isinstance(message, EmailMessage)]


class Reception(SMTP):
    """What a handler of aiosmtpd cannot do: an answer to DATA itself, a letter that breaks off, who is connected."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections.add(id(self))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.connections.discard(id(self))
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        office, recipients = self.event_handler, self.envelope.rcpt_tos if self.envelope else []
        if not office.to_data_command.startswith("354"):
            await self.push(office.to_data_command)
        elif office.hangs_up_within.intersection(recipients):
            await self.push(office.to_data_command)
            await self._reader.readline()
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class Doors(Controller):
    def factory(self) -> SMTP:
        return Reception(self.handler, **self.SMTP_kwargs)


@contextmanager
def open_post_office(**settings: Any) -> Iterator[tuple[PostOffice, str]]:
    """(the server, its address for EVENTAPP_SMTP_URL), on a free port; ``settings`` as aiosmtpd's SMTP takes them.

    ``logs_in``: whoever sends has to say who they are.
    """
    office = PostOffice()
    settings |= {"authenticator": office.authenticate} if settings.pop("logs_in", False) else {}
    controller = Doors(office, hostname="127.0.0.1", port=free_port(), **settings)
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
