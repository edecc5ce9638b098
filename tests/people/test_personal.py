"""What is kept of two who are not one person, and of what was looked for: found, erased, merged."""

from sqlalchemy import func, select

from eventapp.core import keepers
from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import session, transaction
from eventapp.core.keepers import Person
from eventapp.core.personal import EVERYTHING, PASSING
from eventapp.people.merging import look_at, merge_people, set_apart
from eventapp.people.models import Apart
from eventapp.people.personal import NotTheSame
from tests.factories import LINKS, NOON
from tests.registration.people import join, row

ACT = Act(PARTICIPANT, LINKS, NOON)
KEEPER = NotTheSame(Apart, Apart.one_id)


def number() -> int:
    return session.scalar(select(func.count()).select_from(Apart)) or 0


def two(visit: int) -> tuple[Person, Person]:
    """Who are said not to be one."""
    one, other = (Person(visit, join(visit, f"{name}@example.org").id) for name in "ab")
    with transaction():
        set_apart(visit, one.identity, other.identity, act=ACT)
    return one, other


def test_it_is_found_for_both_and_tells_neither_of_the_other(visit: int) -> None:
    for person in two(visit):
        assert (KEEPER.find(person), KEEPER.export(person)) == (1, [])


def test_it_goes_with_each_of_them_and_with_nothing_less(visit: int) -> None:
    one, other = two(visit)
    with transaction():
        KEEPER.erase(one, PASSING, ACT)
    assert number() == 1
    with transaction():
        keepers.erase(other, EVERYTHING, act=ACT)
    assert number() == 0


def test_who_is_merged_can_be_held_against_the_others_anew(visit: int) -> None:
    join(visit, "c@example.org")
    two(visit)
    ids = [row(f"{each}@example.org").id for each in "ca"]
    seen = look_at(row("c@example.org"), row("a@example.org")).digest
    with transaction():
        merge_people(visit, ids[0], ids[1], {}, seen, act=ACT)
    assert number() == 0
