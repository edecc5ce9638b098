"""What a letter looks like on the wire (pure): RFC 5322, its words in RFC 2045-2047 and 2231.

Written line by line, of nothing but printable ASCII. The email package would read each header before it writes it, and
takes encoded words in a name for what they say (CVE-2024-6923); see docs/decisions/121. It only reads back here.
"""

import base64
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

CRLF: Final = "\r\n"
LINE: Final = 76
"""The longest line of a header with encoded words (RFC 2047, 2)."""
_PLAIN: Final = re.compile(r"(?!.*=\?)[A-Za-z0-9 ,.:;!?()'/&+=-]{1,60}")
_ATOMS: Final = re.compile(r"(?=.{1,60}$)[A-Za-z0-9'-]+( [A-Za-z0-9'-]+)*")
_FILENAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_FOLDED: Final = re.compile(r"[!-~][ -~]*(\r\n [!-~][ -~]*)*")
_ADDRESS: Final = re.compile(r"[!#-'*+./0-9=?A-Z^-~-]+@[A-Za-z0-9.-]+")
_IDENTITY: Final = re.compile(r"<[0-9A-Za-z.-]+@[]\[:0-9A-Za-z._-]+>")


@dataclass(frozen=True, slots=True)
class Attachment:
    filename: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that is about to leave. ``sender``, ``recipient``: (name or "", address as core.mailboxes keeps it).

    ``reply_to``: where answers go, None: to the sender."""

    sender: tuple[str, str]
    recipient: tuple[str, str]
    subject: str
    written_at: datetime
    identity: str
    language: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    reply_to: tuple[str, str] | None = None

    def wire(self) -> bytes:
        """All of it: text and HTML as alternatives, attachments beside them. Equal letters give equal bytes.

        Raises ValueError if something that is no words has another shape than it must have.
        """
        alternatives = [_words("plain", self.text), _words("html", self.html)]
        body = _several("alternative", alternatives)
        if self.attachments:
            body = _several("mixed", [body, *map(_attached, self.attachments)])
        return (CRLF.join([*self._head(), body])).encode("ascii")

    def _head(self) -> list[str]:
        return [
            _field("From", _mailbox("From", *self.sender)),
            _field("To", _mailbox("To", *self.recipient)),
            *([_field("Reply-To", _mailbox("Reply-To", *self.reply_to))] if self.reply_to else []),
            _field("Subject", _unstructured("Subject", self.subject)),
            _field("Date", format_datetime(self.written_at)),
            _field("Message-ID", _shaped(_IDENTITY, self.identity)),
            _field("Content-Language", _shaped(re.compile("[a-z]{2}"), self.language)),
            _field("Auto-Submitted", "auto-generated"),  # RFC 3834: no out-of-office replies, please
            _field("MIME-Version", "1.0"),
        ]


HEADERS: Final = (
    *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version"),
    "Content-Type",
)
"""All that stands in the head of a letter, in its order; behind To, where answers go elsewhere, Reply-To."""


# ---- headers


def _field(name: str, value: str) -> str:
    return f"{name}: {_shaped(_FOLDED, value)}"


def _shaped(shape: re.Pattern[str], value: str) -> str:
    if not shape.fullmatch(value):
        raise ValueError(f"a value in a letter's head has not the shape {shape.pattern}")
    return value


def _mailbox(field: str, name: str, address: str) -> str:
    """RFC 5322, 3.4. Whatever is not plain words becomes encoded words, which hold no sign that means something."""
    _shaped(_ADDRESS, address)
    if not name:
        return address
    if _ATOMS.fullmatch(name) and len(f"{field}: {name} <{address}>") <= LINE:
        return f"{name} <{address}>"
    return f"{_encoded(name, LINE - len(field) - 2)}{CRLF} <{address}>"


def _unstructured(field: str, words: str) -> str:
    return words if _PLAIN.fullmatch(words) and words == words.strip() else _encoded(words, LINE - len(field) - 2)


def _encoded(words: str, longest: int) -> str:
    """Encoded words (RFC 2047) of at most 75 and ``longest`` characters, each on a line of its own.

    One ends before a blank, if it can: readers that wrongly show something between two show another blank there.
    """
    most = (min(75, longest) - len("=?utf-8?b??=")) // 4 * 3
    parts = (base64.b64encode(part.encode()).decode() for part in _parts(words, most))
    return f"{CRLF} ".join(f"=?utf-8?b?{part}?=" for part in parts)


def _parts(words: str, most: int) -> Iterator[str]:
    """Pieces of at most ``most`` bytes of UTF-8; one, and empty, of nothing."""
    start = 0
    while True:
        end, size = start, 0
        while end < len(words) and (size := size + len(words[end].encode())) <= most:
            end += 1
        blank = words.rfind(" ", start + 1, end)
        if end < len(words) and blank > start:
            end = blank
        yield words[start:end]
        start = end
        if start >= len(words):
            return


# ---- bodies (RFC 2045, 2046)


def _words(kind: str, text: str) -> str:
    lines = text.replace(CRLF, "\n").replace("\r", "\n")
    written = quopri.encodestring(lines.encode()).decode("ascii").replace("\n", CRLF)
    return _entity(f"text/{kind}; charset=utf-8", "quoted-printable", written)


def _attached(attachment: Attachment) -> str:
    written = base64.encodebytes(attachment.body).decode("ascii").replace("\n", CRLF)
    disposition = _field("Content-Disposition", f"attachment;{CRLF} {_filename(attachment.filename)}")
    return f"{disposition}{CRLF}{_entity(attachment.media_type, 'base64', written)}"


def _filename(name: str) -> str:
    """RFC 2183, and in pieces by RFC 2231 where it is not plain."""
    if _FILENAME.fullmatch(name):
        return f'filename="{name}"'
    quoted = re.findall(r"(?:%..|[^%]){1,20}", "utf-8''" + quote(name, safe=""))
    return f";{CRLF} ".join(f"filename*{number}*={piece}" for number, piece in enumerate(quoted))


def _entity(media_type: str, encoding: str, written: str) -> str:
    head = [_field("Content-Type", media_type), _field("Content-Transfer-Encoding", encoding)]
    return CRLF.join([*head, "", written])


def _several(kind: str, parts: Sequence[str]) -> str:
    """No line of base64 or quoted-printable begins as the boundary does."""
    boundary = f"=_{kind}"
    inner = "".join(f"--{boundary}{CRLF}{part}{CRLF}" for part in parts)
    head = _field("Content-Type", f'multipart/{kind}; boundary="{boundary}"')
    return CRLF.join([head, "", f"{inner}--{boundary}--", ""])


# ---- reading back

HOSTILE: Final = '=?utf-8?q?x=0D=0ASubject:_Urgent=0D=0A=0D=0Aread_this?= "x" <x@example.net>, y@example.net;'


def faults() -> list[str]:
    """What comes out otherwise than it went in, of a letter to somebody with a hostile name; [] if nothing does.

    Tried, not guessed from a version: the library reads here as a recipient's program would.
    """
    written_at = datetime(2017, 4, 3, 7, tzinfo=UTC)
    calendar = Attachment(f"{HOSTILE}.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR\r\n")
    letter = Outgoing(
        sender=(HOSTILE, "visits@example.org"),
        recipient=(HOSTILE, "ada@example.org"),
        subject=HOSTILE,
        written_at=written_at,
        identity="<1@example.org>",
        language="en",
        text=f"{HOSTILE}\n.\n",
        html=f"<p>{HOSTILE}</p>\n",
        attachments=(calendar,),
        reply_to=(HOSTILE, "office@example.org"),
    )
    try:
        return [
            part
            for sent in (letter, replace(letter, attachments=(), reply_to=None))
            for part in differences(sent, sent.wire())
        ]
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]  # it is so different that it cannot even be read


def headers_of(letter: Outgoing) -> tuple[str, ...]:
    """HEADERS, with that one."""
    return (*HEADERS[:2], "Reply-To", *HEADERS[2:]) if letter.reply_to else HEADERS


def differences(letter: Outgoing, raw: bytes) -> list[str]:
    """In which headers and parts what arrived is not the letter.

    Python reads several encoded words in a name with blanks between them before 3.13.2 (gh-128110), so blanks are not
    compared there.
    """
    message = BytesParser(policy=policy.default).parsebytes(raw)
    if not isinstance(message, EmailMessage):
        return ["all of it"]
    found = [] if tuple(message.keys()) == headers_of(letter) else ["headers"]
    mailboxes = {"From": letter.sender, "To": letter.recipient, "Reply-To": letter.reply_to}
    for name, (words, address) in ((name, mailbox) for name, mailbox in mailboxes.items() if mailbox):
        read = [(item.display_name.replace(" ", ""), item.addr_spec) for item in message[name].addresses]
        found += [] if read == [(words.replace(" ", ""), address)] else [name]
    said = {
        "Subject": (message["Subject"], letter.subject),
        "Message-ID": (message["Message-ID"], letter.identity),
        "Content-Language": (message["Content-Language"], letter.language),
        "Date": (message["Date"].datetime, letter.written_at.replace(microsecond=0)),
        "text": (_body_of(message, "plain"), letter.text),
        "HTML": (_body_of(message, "html"), letter.html),
        "attachments": (
            [(_filename_of(part), part.get_payload(decode=True)) for part in message.iter_attachments()],
            [(attachment.filename, attachment.body) for attachment in letter.attachments],
        ),
    }
    return found + [name for name, (read, written) in said.items() if read != written]


def _filename_of(part: Message) -> str:
    """As it is; ``get_filename`` takes quotes, angle brackets and blanks around it away."""
    return str(getattr(part["Content-Disposition"], "params", {}).get("filename", ""))


def _body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace(CRLF, "\n") if part is not None else ""
