"""Who of a group gets a place, and until when it may change (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from eventapp.delegations.errors import NotEnoughPlaces, ReplacingIsOver
from eventapp.questions.rules import Questionnaire, Whom
from eventapp.registration.consent import Consent
from eventapp.registration.errors import RegistrationRefused
from eventapp.registration.rules import Entry, Places, Status, decide_status
from eventapp.visits.rules import Clocked, phase


@dataclass(frozen=True, slots=True)
class Group:
    """What a leader has sent. ``leader``: themselves, with what they agreed to; ``takes_part``: they come, too.

    ``people``: an address "" is none; ``shared``: the keys of addresses that are nobody's own. ``sent_key``: drawn for
    each form that is shown, so that one form makes one group.
    """

    leader: Entry
    takes_part: bool
    people: tuple[Entry, ...]
    shared: frozenset[str]
    sent_key: str

    @property
    def consent(self) -> Consent | None:
        return self.leader.consent


def decide_group(places: Places, organisation: int | None, number: int, *, queue: bool) -> list[Status]:
    """What each of so many newcomers gets, one after the other: who does not fit waits.

    Without a queue raises NotEnoughPlaces as soon as one does not fit: the whole group is refused.
    """
    found: list[Status] = []
    for free in range(number):
        try:
            found.append(decide_status(places, organisation, queue=queue))
        except RegistrationRefused:
            raise NotEnoughPlaces(free=free) from None
        if found[-1] is Status.CONFIRMED:
            places = places.with_one_more(organisation)
    return found


def check_changing(visit: Clocked, now: datetime) -> None:
    """Whether a leader may add and replace people: as long as registration is open. Raises ReplacingIsOver."""
    if phase(visit, now).window != "open":
        raise ReplacingIsOver


def is_complete(asked: Questionnaire, answers: Mapping[str, str]) -> bool:
    """Whether somebody of a group has answered what needs an answer; what is asked once for the group is not theirs."""
    return not [code for code in asked.missing(answers) if asked.by_code[code].whom == Whom.PERSON]


def as_reached(entry: Entry, leader_email: str) -> Entry:
    """Somebody to whom letters go by way of the leader."""
    return replace(entry, email=leader_email)
