"""Sends letters with hostile words to a real server and reads them back. Run by every Python at hand: needs only it.

python wire.py PORT < letters, one JSON object a line: {"name", "sender", "subject", "filename", "words"}. Writes what
is wrong, one line each.
"""

import email
import json
import re
import smtplib
import sys
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.utils import collapse_rfc2231_value, getaddresses

from eventapp.notifications.delivery import Conversation
from eventapp.notifications.message import Attachment, Outgoing, differences, faults, headers_of

ANSWERS = "Office.2+oslo@example.org"
SENDER, RECIPIENT = "visits@example.org", "ada+oslo@xn--pato-h6a.lt"
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def letter_of(told: dict[str, str]) -> Outgoing:
    return Outgoing(
        sender=(told["sender"], SENDER),
        recipient=(told["name"], RECIPIENT),
        subject=told["subject"],
        written_at=datetime(2017, 4, 3, 7, tzinfo=UTC),
        identity="<6f9619ff@visits.example.org>",
        language="lt",
        text=f"{told['words']}\n",
        html=f"<p>{told['words']}</p>\n",
        attachments=(Attachment(told["filename"], "text/calendar; charset=utf-8", CALENDAR),)
        if told["filename"]
        else (),
        reply_to=(told["name"], ANSWERS) if told["subject"] else None,
    )


def wrong(letter: Outgoing, raw: bytes) -> list[str]:
    """What two parsers and the bare lines say against it."""
    return [*differences(letter, raw), *_old_parser(letter, raw), *_lines(letter, raw)]


def _old_parser(letter: Outgoing, raw: bytes) -> list[str]:
    """The parser of Python's first years, whose faults are others."""
    message = email.message_from_bytes(raw, policy=policy.compat32)
    found = []
    mailboxes = {"From": letter.sender, "To": letter.recipient, "Reply-To": letter.reply_to}
    for field, (name, address) in ((field, mailbox) for field, mailbox in mailboxes.items() if mailbox):
        read = [(str(make_header(decode_header(words))), to) for words, to in getaddresses(message.get_all(field, []))]
        found += [] if read == [(name, address)] else [f"{field} by the old parser: {read!r}"]
    subject = str(make_header(decode_header(message["Subject"])))
    found += [] if subject == letter.subject else [f"Subject by the old parser: {subject!r}"]
    told = (part.get_param("filename", None, "content-disposition", unquote=False) for part in message.walk())
    names = [_decoded(name) for name in told if name]
    found += [] if names == [item.filename for item in letter.attachments] else [f"filenames: {names!r}"]
    return found


def _decoded(name: str | tuple[str | None, str | None, str]) -> str:
    """Without the quotes that the parser has put around what it has decoded."""
    if isinstance(name, str):
        return collapse_rfc2231_value(name)
    return collapse_rfc2231_value((name[0], name[1], re.sub(r"\\(.)", r"\1", name[2][1:-1])))


def _lines(letter: Outgoing, raw: bytes) -> list[str]:
    """Of the head, as it stands: its names in their order, nothing but printable ASCII, no line too long."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    names = tuple(line.partition(b":")[0].decode() for line in lines if not line.startswith(b" "))
    found = [] if names == headers_of(letter) else [f"lines of the head: {names}"]
    strange = [line for line in lines if any(not 32 <= byte < 127 for byte in line) or not line.strip()]
    long = [line for line in lines if len(line) > (76 if b"=?" in line else 78) and b"@" not in line]
    bare = body.replace(b"\r\n", b"")
    return found + [repr(line) for line in (*strange, *long)] + (["bare line ends"] if set(b"\r\n") & set(bare) else [])


def main() -> None:
    print(*faults(), sep="\n", end="")
    with smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=30) as smtp:
        smtp.ehlo()
        conversation = Conversation(smtp, "127.0.0.1", SENDER)
        for line in sys.stdin:
            letter = letter_of(json.loads(line))
            raw = letter.wire()
            conversation.hand_over(letter.recipient[1], raw)
            for problem in wrong(letter, raw):
                print(f"{line.strip()}: {problem}".encode("ascii", "backslashreplace").decode())


if __name__ == "__main__":
    main()
