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
from eventapp.visits.access import ORGANISER, visit_for
from eventapp.visits.facts import VisitFacts
from eventapp.visits.zones import zone_label

GROUPS: Final = (
    (
        Message("Visit"),
        (
            ("", Message("Overview of the visit")),
            ("facts", Message("Facts")),
            ("organisations", Message("Organisations")),
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


@dataclass(frozen=True, slots=True)
class Desk:
    """Who organises which visit, in which language."""

    account: Account
    visit: VisitFacts
    language: str

    def act(self) -> Act:
        """What this organiser does now."""
        return current.act(organiser(self.account.id))

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the desk; ``current`` says which of PAGES."""
        values |= {"account": self.account, "visit": self.visit, "zone": zone_label(self.language, self.visit.timezone)}
        values |= {name: partial(make, self) for name, make in BESIDE.items()}
        return answers.page(template, language=self.language, status=status, **values)


def desk_for(slug: str, role: str = ORGANISER) -> Desk:
    """The first call of every organisers' page: loads and authorises. Raises NotSignedIn, VisitNotFound."""
    account = signed_in_organiser()
    return Desk(account, visit_for(account, slug, role), reader.account_language(account.language))
