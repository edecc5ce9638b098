"""What is told of a programme where there is nothing to tell, once for pages, calendars and paper (pure)."""

from typing import Final

from eventapp.core.text import Message
from eventapp.programme.snapshot import Kind

TO_BE_ANNOUNCED: Final = Message("To be announced")
PLACE_TO_BE_ANNOUNCED: Final = Message("Place to be announced")
TIME_TO_BE_ANNOUNCED: Final = Message("Time to be announced")
# What stands back in a list: a title is all it needs.
QUIET_KINDS: Final = (Kind.TRAVEL, Kind.MEAL, Kind.FREE)
