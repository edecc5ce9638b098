"""An e-mail address (pure). Nothing is written to it."""

from collections.abc import Mapping, Sequence

from eventapp.core import mailboxes
from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Kind


class Mailbox(Kind):
    """Kept as core.mailboxes keeps it."""

    name = "email"
    label = Message("E-mail")
    type = inputmode = "email"

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Raises NotAnAddress, MailboxNotReachable, DomainNotPossible."""
        line = clean_line(typed)
        return mailboxes.parse(line) if line else ""

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """As people write it."""
        return mailboxes.shown(kept)

    def shown(self, kept: str, language: str) -> str:
        """The same."""
        return mailboxes.shown(kept)
