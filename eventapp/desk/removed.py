"""What was removed from a visit's draft and which registrations were cancelled, as a list from which it is put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from eventapp.core import addresses
from eventapp.core.errors import Refusal
from eventapp.core.paging import Page
from eventapp.planning import restoring
from eventapp.planning.history import PlanAction
from eventapp.planning.plan import TABLES, Plan
from eventapp.planning.reading import plan_around
from eventapp.programme.snapshot import CONTACT
from eventapp.registration import history as people
from eventapp.visits.facts import VisitFacts
from eventapp.visits.history import last_ends
from eventapp.visits.models import HistoryEntry
from eventapp.visits.telling import Name, Telling, Told

ENDING: Final = (
    *(PlanAction.REMOVED, people.PersonAction.CANCELLED, people.PersonAction.DECLINED),
    *(people.PersonAction.OFFER_PASSED, people.PersonAction.CALLED_OFF),
)


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing, or one registration. ``address``: where it is put back; ``hindrance``: why it cannot be, or "".

    ``without``: what it named and is not there any more: it comes back without it; ``instead``: what has its code now;
    ``erase``: where a person in it is erased for good, or "".
    """

    entry: int
    told: Told
    address: str
    hindrance: str = ""
    without: Sequence[str] = ()
    instead: Name | None = None
    erase: str = ""


def removed(visit: VisitFacts, language: str, *, before: int | None = None) -> tuple[Sequence[Removed], int | None]:
    """(the latest first, a page of them; the entry of the last one where there are others behind it, else None).

    In a number of statements that does not depend on theirs. ``before``: an entry's id, for the next page.
    """
    found = last_ends(visit.id, {**restoring.ENDS, **people.ENDS}, ENDING, before)
    return list(_told(visit, language, found)), found[-1].id if found.has_later else None


def _told(visit: VisitFacts, language: str, found: Page[HistoryEntry]) -> Iterator[Removed]:
    plans = {entry.id: restoring.plan_in(entry) for entry in found if entry.action == PlanAction.REMOVED}
    there = plan_around(visit, *{key for was in plans.values() for key in was})
    lost = {number: restoring.lost_references(was, there) for number, was in plans.items()}
    names = {named.path for references in lost.values() for _, _, named in references}
    telling = Telling(visit, language, [*(entry.thing for entry in found), *names])
    for entry in found:
        told = telling.tell(entry)
        if entry.id not in plans:
            person = entry.thing.removeprefix("registration.")
            yield Removed(entry.id, told, addresses.desk(visit.slug, "registrations", person, "put-back"))
        elif was := plans[entry.id]:
            hindrance = _hindrance(was, there, language)
            without = dict.fromkeys(telling.name(named.path).name for _, _, named in lost[entry.id])
            yield Removed(
                entry.id,
                told,
                addresses.desk(visit.slug, "removed", str(entry.id), "put-back"),
                hindrance=hindrance,
                without=() if hindrance else tuple(without),
                instead=told.thing if told.thing.link else None,
                erase=_erasing(visit, was),
            )


def _erasing(visit: VisitFacts, was: Plan) -> str:
    key = next(iter(was))
    has_contact = key.kind == "venue" and any(was[key].get(name) for name in CONTACT)
    is_person = key.kind == "speaker" or has_contact
    return addresses.desk(visit.slug, TABLES[key.kind].page, key.code, "erase") if is_person else ""


def _hindrance(was: Plan, there: Plan, language: str) -> str:
    try:
        restoring.check_around(was, there)
    except Refusal as refusal:
        return refusal.text(language)
    return ""
