"""Who may do what: load and authorise in one call; what you may not see is not there."""

from eventapp.accounts.models import Account
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import get_visit

ORGANISER = "organiser"


def visit_for(account: Account, slug: str, role: str = ORGANISER) -> VisitFacts:
    """The visit of that slug, if the account has that role there. Raises VisitNotFound.

    For now every organiser may organise every visit; ``account`` is asked for so that no page forgets it.
    """
    if not account.id or role != ORGANISER:
        raise VisitNotFound
    return get_visit(slug)
