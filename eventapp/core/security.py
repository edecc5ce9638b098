"""The security log: who signed in, what was refused, what was given, taken out or erased.

A line an event, by the logger ``eventapp.security``, in the form of all other lines; ids only, never an address, a name
or a network. What was done is noted after its commit.
"""

import logging
from enum import StrEnum

log = logging.getLogger("eventapp.security")


class Event(StrEnum):
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "session ended"
    LINK_REFUSED = "link refused"
    LIMIT_REACHED = "limit reached"
    FORM_REFUSED = "form refused"
    ORGANISER_ADDED = "organiser added"
    ORGANISER_REMOVED = "organiser removed"
    ROLE_GIVEN = "role given"
    ROLE_TAKEN = "role taken"
    EXPORTED = "exported"
    ERASED = "erased"


REFUSED = frozenset({Event.LINK_REFUSED, Event.LIMIT_REACHED, Event.FORM_REFUSED})


def note(event: Event, **ids: int | str) -> None:
    """Write the event down, as a warning if something was refused. ``ids``: what it was about, e.g. ``account=3``."""
    words = "".join(f" {name}={value}" for name, value in ids.items())
    level = logging.WARNING if event in REFUSED else logging.INFO
    log.log(level, "%s%s", event.value, words, extra={"fields": {"event": event.value, **ids}})
