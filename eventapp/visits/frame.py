"""The frame of an organiser's desk: its pages, and who sits at it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from flask import Response

from eventapp.accounts.models import Account
from eventapp.accounts.session import signed_in_organiser
from eventapp.core import answers, current, reader
from eventapp.core.acts import Act, organiser
from eventapp.core.text import Message
from eventapp.visits.access import ORGANISER, access
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Right
from eventapp.visits.zones import zone_label

GROUPS: Final = (
    (
        Message("Visit"),
        (
            ("", Message("Overview of the visit")),
            ("facts", Message("Facts")),
            ("organisations", Message("Organisations")),
            ("roles", Message("Roles")),
        ),
    ),
    (
        Message("People"),
        (
            ("registrations", Message("Registrations")),
            ("questions", Message("Questions")),
            ("outbox", Message("Letters")),
        ),
    ),
    (
        Message("Programme"),
        (
            ("board", Message("Board")),
            ("sessions", Message("Sessions")),
            ("speakers", Message("Speakers")),
            ("venues", Message("Venues")),
            ("release", Message("Release")),
        ),
    ),
    (Message("What happened"), (("history", Message("History")),)),
)
"""The navigation: (what its pages are about, ((address, name), …))."""
PAGES: Final = tuple(page for _, pages in GROUPS for page in pages)
"""In the order of the navigation: (address, name)."""

BESIDE: Final[dict[str, Callable[["Desk"], Any]]] = {}
"""{name: what a page of the desk can ask for by it}; rooms to the right say what."""


READERS_PAGES: Final = ("", "registrations")
"""Of PAGES those that readers see, too; each of them says for itself what it leaves out for them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits at which visit's desk, in which language, with which right."""

    account: Account
    visit: VisitFacts
    language: str
    right: Right

    @property
    def writes(self) -> bool:
        """Whether they may change anything."""
        return self.right is ORGANISER

    def act(self) -> Act:
        """What this organiser does now."""
        return current.act(organiser(self.account.id))

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the desk; ``current`` says which of PAGES."""
        values |= {"account": self.account, "visit": self.visit, "zone": zone_label(self.language, self.visit.timezone)}
        values |= {"writes": self.writes, "readers_pages": READERS_PAGES}
        values |= {name: partial(make, self) for name, make in BESIDE.items()}
        return answers.page(template, language=self.language, status=status, **values)


def desk_for(slug: str, right: Right = ORGANISER) -> Desk:
    """The first call of every organisers' page: loads and authorises. Raises NotSignedIn, VisitNotFound.

    Readers reach only the pages that ask for READER.
    """
    account = signed_in_organiser()
    visit, held = access(account, slug, right)
    return Desk(account, visit, reader.account_language(account.language), held)
