"""Letters: what one says is fixed when it is written; text and HTML are made of it when somebody reads or sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventapp.core import templates
from eventapp.core.text import clean_line
from eventapp.notifications.models import Mail


@dataclass(frozen=True, slots=True)
class Letter:
    """All words of a letter, in ``language``. ``button`` is what the ``link`` is called.

    ``facts``: labels and values, in a table at the end.
    """

    language: str
    subject: str
    paragraphs: Sequence[str]
    button: str
    link: str
    sender: str
    facts: Sequence[tuple[str, str]] = ()

    def content(self) -> dict[str, Any]:
        """All but language and subject, as plain JSON."""
        return {
            "paragraphs": list(self.paragraphs),
            "button": self.button,
            "link": self.link,
            "facts": [list(fact) for fact in self.facts],
            "sender": self.sender,
        }


def text_of(mail: Mail) -> str:
    """The letter as plain text; "" if it was emptied."""
    return _rendered(mail, "mail/letter.txt")


def html_of(mail: Mail) -> str:
    """The same as HTML; "" if it was emptied."""
    return _rendered(mail, "mail/letter.html")


def _rendered(mail: Mail, template: str) -> str:
    if not mail.content:
        return ""
    return templates.render(mail.language, template, title=clean_line(mail.subject), **mail.content).strip() + "\n"
