"""Handing letters to an SMTP server (RFC 5321)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eventapp.config import SmtpServer

TIMEOUT_SECONDS = 30
TAKING_SECONDS = 600
"""How long the server may take to say that it has the letter (RFC 5321, 4.5.3.2.6): who hangs up sooner sends twice."""
LEAVING: Final = 421
LOGIN: Final = frozenset({530, 534, 535, 538})
"""What a server answers to whoever may not send at all (RFC 4954, 6), at whatever command."""


class ConversationFailed(Exception):
    """There is no conversation, or the server takes no letters from us; nothing is wrong with any letter.

    The text begins with the server's name, and behind it with its answer, if it gave one.
    """


class LetterFailed(Exception):
    """The server did not take this letter. The text begins with its answer.

    ``for_good``: trying again makes no sense. ``broken_off``: the conversation ended with it.
    """

    def __init__(self, reason: str, *, for_good: bool = False, broken_off: bool = False) -> None:
        super().__init__(reason)
        self.for_good, self.broken_off = for_good, broken_off


@dataclass(frozen=True, slots=True)
class Conversation:
    """An open connection to a server that has let us in. ``sender``: the address it is told."""

    smtp: smtplib.SMTP
    host: str
    sender: str

    def hand_over(self, recipient: str, data: bytes) -> str:
        """Give the server one letter; its answer. Raises ConversationFailed, LetterFailed.

        Before a recipient was named nothing was said of the letter: whatever is refused then is refused to us.
        """
        self._wait_for(TIMEOUT_SECONDS)
        self._name_sender()
        try:
            self._judge(*self.smtp.rcpt(recipient))
            self._wait_for(TAKING_SECONDS)
            return self._judge(*self.smtp.data(data))
        except smtplib.SMTPDataError as error:  # it does not even want to hear it
            self._judge(error.smtp_code, error.smtp_error)
            raise LetterFailed(reason_of(error), broken_off=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise LetterFailed(reason_of(error), broken_off=True) from error

    def try_sender(self) -> None:
        """Begin a letter and leave it: whether the server takes any from us. Raises ConversationFailed."""
        self._name_sender()
        self._forget()

    def _wait_for(self, seconds: int) -> None:
        """For an answer, from now on."""
        if self.smtp.sock:
            self.smtp.sock.settimeout(seconds)

    def _name_sender(self) -> None:
        try:
            code, words = self.smtp.mail(self.sender)
        except (OSError, smtplib.SMTPException) as error:
            raise ConversationFailed(f"{self.host}: {reason_of(error)}") from error
        if code != 250:
            raise ConversationFailed(f"{self.host}: {code} {_decoded(words)}")

    def _judge(self, code: int, words: bytes | str) -> str:
        """What an answer to RCPT or DATA says of the letter; the answer, if it is a good one."""
        reason = f"{code} {_decoded(words)}"
        if code in LOGIN:
            raise ConversationFailed(f"{self.host}: {reason}")
        if code == LEAVING:
            raise LetterFailed(reason, broken_off=True)
        if not 200 <= code < 300:
            self._forget()
            raise LetterFailed(reason, for_good=code >= 500 and not _is_policy(words))
        return reason

    def _forget(self) -> None:
        with suppress(OSError, smtplib.SMTPException):  # a connection that is gone is found out by the next letter
            self.smtp.rset()


@contextmanager
def conversation(server: "SmtpServer", sender: str) -> Iterator[Conversation]:
    """A conversation with the server. Raises ConversationFailed if none begins."""
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise ConversationFailed(f"{server.host}: {reason_of(error)}") from error
    try:
        yield Conversation(smtp, server.host, sender)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def _connect(server: "SmtpServer") -> smtplib.SMTP:
    if server.tls == "implicit":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(server.username, server.password or "")
    except (OSError, smtplib.SMTPException, UnicodeError):
        smtp.close()
        raise
    return smtp


def reason_of(error: BaseException) -> str:
    """The server's answer, if there is one in it, else the error's name and words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"[:300]
    return f"{type(error).__name__}: {error}"[:300]


def _is_policy(words: bytes | str) -> bool:
    """An enhanced status 5.7.x (RFC 3463): who may send what to whom. That is often set right by somebody later."""
    return _decoded(words).startswith("5.7.")


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
