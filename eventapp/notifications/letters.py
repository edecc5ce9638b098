"""Letters: what one says is fixed when it is written; text and HTML are made of it when somebody reads or sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eventapp.core import mailboxes, templates
from eventapp.core.text import Message, clean_line
from eventapp.notifications.message import Attachment, Outgoing
from eventapp.notifications.models import Mail, MailState

STATE_NAMES: Final[Mapping[MailState, Message]] = {
    MailState.WAITING: Message("waiting"),
    MailState.SENT: Message("sent"),
    MailState.FAILED: Message("failed"),
    MailState.ERASED: Message("erased before it was sent"),
}


NOWHERE: Final = ("", "")


@dataclass(frozen=True, slots=True)
class Letter:
    """All words of a letter, in ``language``. ``button`` is what the ``link`` is called.

    ``facts``: labels and values, in a table at the end. ``lost``: where whoever loses the letter gets the link again.
    ``more``: (heading, text with empty lines between paragraphs) of what stands behind the link, if anything does.
    ``contact``: whom to ask, in one line; ``reply_to``: (name, address) to which answers go, NOWHERE: to the sender.
    ``privacy``: where it says what is kept of people.
    ``people``: whom each of ``facts`` is about, where a letter names several who may be erased; it is not shown.
    """

    language: str
    subject: str
    paragraphs: Sequence[str]
    button: str
    link: str
    sender: str
    facts: Sequence[tuple[str, str]] = ()
    lost: str = ""
    more: tuple[str, str] = ("", "")
    contact: str = ""
    reply_to: tuple[str, str] = NOWHERE
    privacy: str = ""
    people: Sequence[str] = ()

    def content(self) -> dict[str, Any]:
        """All but language and subject, as plain JSON."""
        return {
            "paragraphs": list(self.paragraphs),
            "button": self.button,
            "link": self.link,
            "facts": [list(fact) for fact in self.facts],
            "sender": self.sender,
            "lost": self.lost,
            "more": list(self.more),
            "contact": self.contact,
            "reply_to": list(self.reply_to),
            "privacy": self.privacy,
            **({"people": list(self.people)} if self.people else {}),
        }


def outgoing(mail: Mail, *, sender: tuple[str, str], attachments: Sequence[Attachment] = ()) -> Outgoing:
    """The letter as it leaves; ``sender``: (name, address). A repeat is the same, with its Message-ID and Date.

    Raises a Refusal if its recipient has no address that a letter can be sent to.
    """
    answers_name, answers_to = mail.content.get("reply_to", NOWHERE)
    return Outgoing(
        sender=(clean_line(sender[0]), sender[1]),
        recipient=(clean_line(mail.to_name), mailboxes.parse(mail.to_address, anywhere=True)),
        subject=clean_line(mail.subject),
        written_at=mail.created_at,
        identity=mail.message_id,
        language=mail.language,
        text=text_of(mail),
        html=html_of(mail),
        attachments=tuple(attachments),
        reply_to=(clean_line(answers_name), mailboxes.parse(answers_to, anywhere=True)) if answers_to else None,
    )


def text_of(mail: Mail) -> str:
    """The letter as plain text; "" if it was emptied."""
    return _rendered(mail, "mail/letter.txt")


def html_of(mail: Mail) -> str:
    """The same as HTML; "" if it was emptied."""
    return _rendered(mail, "mail/letter.html")


def _rendered(mail: Mail, template: str) -> str:
    if not mail.content:
        return ""
    return (
        templates.render(
            mail.language,
            template,
            title=clean_line(mail.subject),
            **{"lost": "", "contact": "", "privacy": "", "more": ("", ""), **mail.content},
        ).strip()
        + "\n"
    )
