"""Handing letters to an SMTP server (RFC 5321); what a message looks like (RFC 5322, 2046)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from eventapp.config import SmtpServer
from eventapp.core.text import clean_line
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail

TIMEOUT_SECONDS = 30
PERMANENT = range(500, 600)


class ConversationFailed(Exception):
    """There is no conversation with the server, or it broke off; nothing is wrong with the letter."""


class LetterRefused(Exception):
    """The server did not take this letter; ``for_good``: trying again makes no sense."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Attachment:
    filename: str
    media_type: str
    body: bytes


def build_message(mail: Mail, *, mail_from: str, attachments: tuple[Attachment, ...] = ()) -> EmailMessage:
    """The letter as it goes over the wire: text and HTML as alternatives, attachments beside them.

    Equal rows give equal messages, but for boundaries: a repeat carries the same Message-ID and Date.
    """
    message = EmailMessage()
    name, address = parseaddr(mail_from)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(clean_line(mail.to_name), addr_spec=mail.to_address)
    message["Subject"] = clean_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
    message.set_content(text_of(mail))
    message.add_alternative(html_of(mail), subtype="html")
    for attachment in attachments:
        part = EmailMessage()
        part["Content-Type"] = attachment.media_type
        kind = part["Content-Type"]
        message.add_attachment(
            attachment.body,
            maintype=kind.maintype,
            subtype=kind.subtype,
            params=dict(kind.params),  # without its charset a calendar would be US-ASCII (RFC 5545 3.1.4)
            filename=attachment.filename,
        )
    return message


@contextmanager
def connection(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """A conversation with the server. Raises ConversationFailed if none begins."""
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise ConversationFailed(f"{server.host}: {_reason(error)}") from error
    try:
        yield smtp
    finally:
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _connect(server: SmtpServer) -> smtplib.SMTP:
    if server.tls == "implicit":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(server.username, server.password or "")
    except (OSError, smtplib.SMTPException):
        smtp.close()
        raise
    return smtp


def hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    """Give one message to the server. Raises LetterRefused, ConversationFailed."""
    try:
        smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise LetterRefused(f"{code} {_decoded(words)}", for_good=code in PERMANENT) from error
    except smtplib.SMTPResponseException as error:
        reason = f"{error.smtp_code} {_decoded(error.smtp_error)}"
        raise LetterRefused(reason, for_good=error.smtp_code in PERMANENT) from error
    except (OSError, smtplib.SMTPException) as error:
        raise ConversationFailed(_reason(error)) from error


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
