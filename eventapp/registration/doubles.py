"""Who may be registered twice (pure): the same name, the same telephone, an address that is one slip away.

Nobody is compared with everybody: people meet in blocks of what they share, so that the work grows with their number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Final, NamedTuple
from uuid import UUID

from eventapp.core import mailboxes
from eventapp.registration.finding import search_words
from eventapp.registration.mistyped import is_one_edit

MOST_ALIKE: Final = 8
"""What more people than that share is an office's telephone, say: each is then held against the next one alone."""
SHORTEST: Final = 3
"""Letters before the @ of addresses in which one may be a slip: of shorter ones it is as likely somebody else's."""


class Known(NamedTuple):
    """One person. ``phone``: E.164; ``email``: as stored; "" where there is none."""

    id: UUID
    given_name: str
    family_name: str
    phone: str
    email: str


class Likeness(StrEnum):
    """Why two may be one."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    SLIP = "slip"


class Double(NamedTuple):
    """``one`` comes before ``other`` in the order of whoever was given."""

    one: UUID
    other: UUID
    why: tuple[Likeness, ...]


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The same two in the same order, whoever is named first."""
    return (one, other) if one.int < other.int else (other, one)


def doubles(people: Iterable[Known], apart: Collection[tuple[UUID, UUID]] = ()) -> list[Double]:
    """Who may be whom, in the order of the earlier of the two; ``apart``: each ``pair`` that is known to be two."""
    known = list(people)
    places = {person.id: place for place, person in enumerate(known)}
    found: dict[tuple[UUID, UUID], set[Likeness]] = defaultdict(set)
    for why, one, other in _alike(known):
        if pair(one.id, other.id) not in apart:
            first, second = sorted((one.id, other.id), key=places.__getitem__)
            found[first, second].add(why)
    ordered = sorted(found, key=lambda ids: (places[ids[0]], places[ids[1]]))
    return [Double(*ids, tuple(why for why in Likeness if why in found[ids])) for ids in ordered]


def _alike(known: Sequence[Known]) -> Iterator[tuple[Likeness, Known, Known]]:
    addresses = [(mailboxes.key(person.email), person) for person in known if person.email]
    keyed = {
        Likeness.NAME: _blocks((key, person) for person in known for key in _name_keys(person)),
        Likeness.PHONE: _blocks((person.phone, person) for person in known if person.phone),
        Likeness.ADDRESS: _blocks(addresses),
    }
    for why, blocks in keyed.items():
        for block in blocks.values():
            for one, other in _pairs(block):
                yield why, one, other
    slips = _blocks((key, person) for address, person in addresses for key in _slip_keys(address))
    for block in slips.values():
        for one, other in _pairs(block):
            if is_slip(one.email, other.email):
                yield Likeness.SLIP, one, other


def _blocks(keyed: Iterable[tuple[str, Known]]) -> Mapping[str, list[Known]]:
    """{key: who share it} of those keys that more than one has."""
    first: dict[str, Known] = {}
    shared: dict[str, dict[UUID, Known]] = {}
    for key, person in keyed:
        earlier = first.setdefault(key, person)
        if earlier.id != person.id:
            shared.setdefault(key, {earlier.id: earlier})[person.id] = person
    return {key: list(people.values()) for key, people in shared.items()}


def _pairs(block: Sequence[Known]) -> Iterable[tuple[Known, Known]]:
    return combinations(block, 2) if len(block) <= MOST_ALIKE else pairwise(block)


def _name_keys(person: Known) -> set[str]:
    """Equal for whoever rules.is_one_name takes for one; of a name without words nothing."""
    words = search_words(f"{person.given_name} {person.family_name}")
    return {" ".join(sorted(words)), f"={''.join(words)}"} if words else set()


def _slip_keys(key: str) -> Iterator[str]:
    """The address's key and each that has one letter less: two that are one slip apart share one of these."""
    yield key
    yield from (key[:at] + key[at + 1 :] for at in range(len(key)))


def is_slip(one: str, other: str) -> bool:
    """Whether somebody may have meant the one address who typed the other. Digits tell mailboxes of one kind apart
    (office1, office2), so they are no slips."""
    mine, theirs = mailboxes.key(one), mailboxes.key(other)
    if min(len(each.partition("@")[0]) for each in (mine, theirs)) < SHORTEST or not is_one_edit(mine, theirs):
        return False
    return _digits(mine) == _digits(theirs)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
