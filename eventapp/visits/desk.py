"""The pages of an organiser's desk, in the order of the navigation (pure)."""

from typing import Final

from eventapp.core.text import Message

PAGES: Final = (
    ("", Message("Overview of the visit")),
    ("registrations", Message("Registrations")),
    ("sessions", Message("Sessions")),
    ("speakers", Message("Speakers")),
    ("venues", Message("Places")),
    ("organisations", Message("Organisations")),
    ("facts", Message("Facts")),
    ("release", Message("Release")),
    ("outbox", Message("Letters")),
    ("history", Message("History")),
)
