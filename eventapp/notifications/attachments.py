"""What is attached to letters: rows name it, and makers that other rooms register make it when the letter is sent."""

from collections.abc import Callable
from typing import Any, Final

from eventapp.notifications.message import Attachment
from eventapp.notifications.models import Mail

Maker = Callable[[dict[str, Any], Mail, str], Attachment | None]
"""(what the row says, the letter, the base address) in; None: what it was about is gone."""

MAKERS: Final[dict[str, Maker]] = {}


def maker(kind: str) -> Callable[[Maker], Maker]:
    """Registers the decorated function for that kind."""

    def register(make: Maker) -> Maker:
        MAKERS[kind] = make
        return make

    return register


def attachments(mail: Mail, base_url: str) -> tuple[Attachment, ...]:
    """What the row names, made now."""
    made = (MAKERS[item["kind"]](item, mail, base_url) for item in mail.attachments)
    return tuple(attachment for attachment in made if attachment)
