"""What kinds and states are called, once for pages, calendars and paper (pure)."""

from collections.abc import Mapping
from typing import Final

from eventapp.core.text import Message
from eventapp.programme.snapshot import Kind, SessionStatus

KIND_NAMES: Final[Mapping[Kind, Message]] = {
    Kind.MEETING: Message("Meeting"),
    Kind.PRESENTATION: Message("Presentation"),
    Kind.DISCUSSION: Message("Discussion"),
    Kind.SITE_VISIT: Message("Site visit"),
    Kind.TRAVEL: Message("Travel"),
    Kind.MEAL: Message("Meal"),
    Kind.SOCIAL: Message("Social event"),
    Kind.FREE: Message("Free time"),
}
STATUS_NAMES: Final[Mapping[SessionStatus, Message]] = {
    SessionStatus.PROVISIONAL: Message("provisional"),
    SessionStatus.CONFIRMED: Message("confirmed"),
    SessionStatus.CANCELLED: Message("cancelled"),
}
TO_BE_ANNOUNCED: Final = Message("To be announced")
PLACE_TO_BE_ANNOUNCED: Final = Message("Place to be announced")
TIME_TO_BE_ANNOUNCED: Final = Message("Time to be announced")
# What stands back in a list: a title is all it needs.
QUIET_KINDS: Final = (Kind.TRAVEL, Kind.MEAL, Kind.FREE)
