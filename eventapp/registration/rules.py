"""Places and the queue (pure): who gets a place, who waits, who is next, how long data is kept.

A place is held by whoever is confirmed, and by whoever is offered one until they answer or their time is over. A limit
of None counts nothing; 0 means none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from eventapp.questions.rules import Answered
from eventapp.registration.choice_places import NO_LIMITS, ChoicePlaces, Pick
from eventapp.registration.consent import Consent
from eventapp.registration.errors import OrganisationIsFull, RegistrationClosed, RegistrationNotOpen, VisitIsFull
from eventapp.registration.finding import search_words
from eventapp.visits.rules import Clocked, phase


class Status(StrEnum):
    CONFIRMED = "confirmed"
    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    PENDING = "pending"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


HOLDS: Final = (Status.CONFIRMED, Status.OFFERED)
"""Who holds a place."""
ENDED: Final = (Status.CANCELLED, Status.REJECTED)
"""Who neither has a place nor can get one by waiting."""


class Moderated(StrEnum):
    """Whose registration an organiser decides on before it counts."""

    NOBODY = "nobody"
    OTHER = "other"
    EVERYBODY = "everybody"

    def concerns(self, organisation: int | None) -> bool:
        """``organisation`` None: "other"."""
        return self is Moderated.EVERYBODY or (self is Moderated.OTHER and organisation is None)


class Diet(StrEnum):
    NONE = "none"
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    GLUTEN_FREE = "gluten_free"
    LACTOSE_FREE = "lactose_free"
    OTHER = "other"


class News(StrEnum):
    """When an organiser is told of new, changed and cancelled registrations."""

    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"


NEWS_CLOCK: Final = time(7)
"""When a daily letter is written, by the clocks of the visit."""
NEWS_PAUSE: Final = timedelta(minutes=5)
"""Between two letters "at once" to one organiser: what happens meanwhile stands in the next one."""


def news_until(now: datetime, timezone: str) -> datetime:
    """The latest NEWS_CLOCK that has been (an aware instant): a daily letter tells what had happened by then."""
    zone = ZoneInfo(timezone)
    today = datetime.combine(now.astimezone(zone).date(), NEWS_CLOCK, zone)
    return today if now >= today else datetime.combine(today.date() - timedelta(days=1), NEWS_CLOCK, zone)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person typed, cleaned. ``organisation``: an organisation's code, "" for another one, named beside it.

    ``phone`` is E.164 or empty; ``language``: in which we write to them; ``consent``: what was agreed to with it, None
    where a registration is changed. ``care``: what was agreed to for ``diet``, ``diet_note`` and ``needs``, None: they
    are not kept. ``answered``: to the visit's own questions, None: they were not asked.
    """

    given_name: str
    family_name: str
    email: str
    phone: str
    organisation: str
    other_organisation: str
    position: str
    diet: Diet
    diet_note: str
    needs: str
    language: str
    consent: Consent | None = None
    care: Consent | None = None
    answered: Answered | None = None

    @property
    def tells_of_care(self) -> bool:
        """Whether anything is said of diet and needs."""
        return self.diet is not Diet.NONE or bool(self.diet_note or self.needs)

    def as_agreed(self) -> "Entry":
        """With nothing that may not be kept, and nothing agreed to that is of no use."""
        if self.care and self.tells_of_care:
            return self
        return replace(self, diet=Diet.NONE, diet_note="", needs="", care=None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person in the queue; ``turn`` orders it, ``organisation`` None counts on the visit only.

    ``needs``: choices without which they have no place.
    """

    id: UUID
    turn: int
    organisation: int | None
    needs: tuple[Pick, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Limits, and how many hold a place now. Organisations by id; one that is not named has no limit.

    ``choices``: those of choices, where somebody may need one.
    """

    limit: int | None
    taken: int
    limits: Mapping[int, int | None]
    taken_by: Mapping[int, int]
    choices: ChoicePlaces = NO_LIMITS

    def visit_is_full(self) -> bool:
        return self.limit is not None and self.taken >= self.limit

    def organisation_is_full(self, organisation: int | None) -> bool:
        if organisation is None:
            return False
        limit = self.limits.get(organisation)
        return limit is not None and self.taken_by.get(organisation, 0) >= limit

    def with_one_more(self, organisation: int | None, needs: Sequence[Pick] = ()) -> "Places":
        taken_by = Counter(dict(self.taken_by))
        if organisation is not None:
            taken_by[organisation] += 1
        return Places(self.limit, self.taken + 1, self.limits, taken_by, self.choices.with_more(needs))


OTHER: Final = "other"
"""Instead of an organisation's code: one that is not in the list."""
TYPED: Final = (
    *("given_name", "family_name", "phone", "other_organisation", "position"),
    *("diet", "diet_note", "needs", "language"),
)
"""What a person says of themselves and is kept as it was typed; organisation and e-mail have rules of their own."""
CARE: Final = ("diet", "diet_note", "needs")
"""Of these what is kept only by a consent of its own."""
TOGETHER: Final = (("organisation", "other_organisation"),)
"""Of what can be changed: what says something only together."""
PROOF_LIFE: Final = timedelta(days=7)
"""How long the link is good with which somebody shows that a new address is theirs."""
CORRECTION: Final = timedelta(minutes=30)
"""How long whoever sent the form may correct the address, and what was typed is kept for that."""
LINK_REQUEST: Final = timedelta(minutes=30)
"""So long whoever asked for their link again may wait for the worker; later nobody expects the letter any more."""
ATTEMPT: Final = timedelta(days=30)
"""How long the desk sees that somebody else was typed under a person's address; as long as letters are kept."""


def is_one_name(name: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two names have the same words, in any order and spelling."""
    one, two = search_words(" ".join(name)), search_words(" ".join(other))
    return sorted(one) == sorted(two) or "".join(one) == "".join(two)


def check_window(visit: Clocked, now: datetime) -> None:
    """Raises RegistrationNotOpen, RegistrationClosed. The closing instant itself is too late."""
    window = phase(visit, now).window
    if window == "soon":
        raise RegistrationNotOpen
    if window == "closed":
        raise RegistrationClosed


def queue_is_open(visit: Clocked, *, queue: bool, now: datetime) -> bool:
    """Whether a newcomer may wait: ``queue`` as the visit has it, and only as long as waiting can lead to a place."""
    return queue and phase(visit, now).queue_moves


def decide_status(places: Places, organisation: int | None, *, queue: bool, needs: Sequence[Pick] = ()) -> Status:
    """Say whether a newcomer gets a place or a spot in the queue. ``needs``: choices without which they have none.

    Without a queue raises VisitIsFull, OrganisationIsFull or ChoiceIsFull, whichever stands in the way.
    """
    visit_is_full, organisation_is_full = places.visit_is_full(), places.organisation_is_full(organisation)
    if not visit_is_full and not organisation_is_full and not places.choices.are_full(needs):
        return Status.CONFIRMED
    if queue:
        return Status.WAITLISTED
    if not visit_is_full and not organisation_is_full:
        places.choices.check(needs, waits=False)
    raise VisitIsFull if visit_is_full else OrganisationIsFull


def promotions(waiting: Iterable[Waiting], places: Places) -> list[UUID]:
    """Who gets a place now, in order: the earliest first among those whose needs are all free.

    Afterwards nobody who still waits has all the places they need: places only become fewer on the way, so one
    walk through the queue is enough.
    """
    promoted = []
    for person in sorted(waiting, key=lambda person: person.turn):
        if not hindrances(places, person.organisation, queue_moves=True, needs=person.needs):
            promoted.append(person.id)
            places = places.with_one_more(person.organisation, person.needs)
    return promoted


class Hindrance(StrEnum):
    """Why somebody waits."""

    VISIT_FULL = "visit_full"
    ORGANISATION_FULL = "organisation_full"
    CHOICE_FULL = "choice_full"
    QUEUE_STANDS = "queue_stands"


def hindrances(
    places: Places, organisation: int | None, *, queue_moves: bool, needs: Sequence[Pick] = ()
) -> list[Hindrance]:
    """Why whoever waits has no place. Where the queue stands still, there may be no other reason."""
    found = {
        Hindrance.VISIT_FULL: places.visit_is_full(),
        Hindrance.ORGANISATION_FULL: places.organisation_is_full(organisation),
        Hindrance.CHOICE_FULL: places.choices.are_full(needs),
        Hindrance.QUEUE_STANDS: not queue_moves,
    }
    return [why for why, holds in found.items() if holds]


def calendar_count(count: int, was: Status | None, now: Status) -> int:
    """How often the visit was taken out of the person's calendar or put back: odd while it is out of it.

    ``was`` None: nobody knew the person. Whoever waits was never told to put it in, so nothing is taken out.
    """
    leaves = was is Status.CONFIRMED and now is not Status.CONFIRMED
    returns = now is Status.CONFIRMED and count % 2 == 1
    return count + (leaves or returns)


def keep_until(*, ends_on: date, timezone: str, registered_at: datetime, keep_days: int) -> datetime:
    """When a registration is erased: ``keep_days`` after the later of the visit's end and the registration.

    These are the fewer of those that the person agreed to and those of the visit now.
    """
    over = datetime.combine(ends_on + timedelta(days=1), time(), ZoneInfo(timezone))
    return max(over, registered_at) + timedelta(days=keep_days)
