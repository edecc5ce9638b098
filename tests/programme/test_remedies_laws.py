"""Laws of remedies, on made-up programmes: what is proposed ends the conflict, and brings nothing that cannot be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from eventapp.programme.conflicts import Planned, Schedule, Span, find_conflicts
from eventapp.programme.remedies import MOST, Remedies, cannot_be, identity
from eventapp.programme.snapshot import Kind
from eventapp.programme.ways import Position, Ways

START = datetime(2027, 4, 12, 5, tzinfo=UTC)
DAYS = (date(2027, 4, 12), date(2027, 4, 13))
ZONE = "Europe/Oslo"
WAYS = Ways(
    {"town-hall": Position(59.9118, 10.7338), "museum": Position(59.9041, 10.7008), "hill": Position(59.9639, 10.6676)},
    {("town-hall", "hill"): 45},
)
CAPACITIES = {(venue, room): seats for venue in WAYS.positions for room, seats in (("a", 10), ("b", None), ("c", 40))}
MINUTE = timedelta(minutes=1)

spans = st.builds(
    lambda start, length: Span(START + start * 5 * MINUTE, START + (start + length) * 5 * MINUTE),
    st.integers(0, 600),
    st.integers(1, 40),
)
crowded = st.builds(
    lambda start, length: Span(START + start * 15 * MINUTE, START + (start + length) * 15 * MINUTE),
    st.integers(8, 40),
    st.integers(1, 8),
)
sessions = st.builds(
    Planned,
    code=st.just(""),
    span=crowded | spans,
    kind=st.sampled_from(Kind),
    venue=st.sampled_from((None, *WAYS.positions)),
    room=st.sampled_from((None, "a", "b", "c")),
    people=st.lists(st.sampled_from(("ada", "ben", "cay")), max_size=2, unique=True).map(tuple),
    slot_minutes=st.sampled_from((0, 0, 30, 90)),
    seats=st.none() | st.integers(0, 50),
    everybody=st.sampled_from((False, False, False, True)),
    cancelled=st.sampled_from((False, False, False, True)),
    locked=st.sampled_from((False, False, True)),
)
openings = st.lists(crowded | spans, min_size=1, max_size=3)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    drawn = draw(st.lists(sessions, min_size=3, max_size=10))
    codes = [f"s{number}" for number in range(len(drawn))]
    return Schedule(
        tuple(replace(each, code=code) for each, code in zip(drawn, codes, strict=True)),
        DAYS,
        ZONE,
        WAYS,
        CAPACITIES,
        hours=draw(st.dictionaries(st.sampled_from(list(WAYS.positions)), openings, max_size=1)),
        available=draw(st.dictionaries(st.sampled_from(("ada", "ben")), openings, max_size=1)),
        choices=draw(st.dictionaries(st.just("zoe"), st.frozensets(st.sampled_from(codes)), max_size=1)),
        margin=draw(st.sampled_from((0, 5))),
    )


@settings(deadline=None, max_examples=150)
@given(schedules())
def test_a_remedy_ends_its_conflict_and_brings_no_new_clash(schedule: Schedule) -> None:
    found, remedies = find_conflicts(schedule), Remedies(schedule)
    for conflict in found:
        proposed = remedies.of(conflict)
        event(f"{conflict.kind}: {len(proposed)}")
        assert len(proposed) == len(set(proposed)) <= MOST
        for remedy in proposed:
            after = find_conflicts(remedy.in_schedule(schedule))
            assert identity(conflict) not in map(identity, after)
            assert cannot_be(after) <= cannot_be(found)


@settings(deadline=None, max_examples=100)
@given(schedules())
def test_what_is_agreed_with_its_host_stays_and_a_length_too_and_all_is_within_the_day(schedule: Schedule) -> None:
    remedies, zone = Remedies(schedule), ZoneInfo(ZONE)
    for conflict in find_conflicts(schedule):
        for remedy in remedies.of(conflict):
            assert not remedy.before.locked
            assert remedy.before in schedule.sessions
            assert remedy.after == replace(
                remedy.before, span=remedy.after.span, venue=remedy.after.venue, room=remedy.after.room
            )
            assert remedy.moves_time != remedy.moves_place, "one thing at a time"
            if remedy.moves_place:
                assert (remedy.after.venue, remedy.after.room) in CAPACITIES
            if remedy.moves_time and remedy.after.span.starts.astimezone(zone).date() in DAYS:
                assert remedy.after.span.starts.timestamp() % 300 == 0


@settings(deadline=None, max_examples=50)
@given(schedules(), st.randoms(use_true_random=False))
def test_the_order_of_sessions_changes_nothing(schedule: Schedule, random: object) -> None:
    mixed = list(schedule.sessions)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    there, here = Remedies(replace(schedule, sessions=tuple(mixed))), Remedies(schedule)
    for conflict in find_conflicts(schedule):
        assert there.of(conflict) == here.of(conflict)


def crowd(chance: Random, number: int, rooms: int) -> Schedule:
    """Two days of so many sessions in so many rooms of three buildings, half of them with somebody who speaks twice."""
    places = [(venue, f"r{each}") for each in range(rooms) for venue in WAYS.positions][:rooms]

    def drawn(each: int) -> Planned:
        start = START + timedelta(days=chance.randrange(2)) + chance.randrange(12, 144) * 5 * MINUTE
        venue, room = chance.choice(places)
        people = tuple({f"p{chance.randrange(number // 2)}" for _ in range(chance.randrange(3))})
        span = Span(start, start + chance.randrange(3, 24) * 5 * MINUTE)
        return Planned(f"s{each}", span, chance.choice(list(Kind)), venue, room, people, seats=chance.randrange(60))

    capacities = {place: chance.choice((None, 20, 60, 100)) for place in places}
    return Schedule(tuple(map(drawn, range(number))), DAYS, ZONE, WAYS, capacities, margin=5)


@pytest.mark.parametrize("seed", range(8))
def test_and_so_in_crowds(seed: int) -> None:
    schedule = crowd(Random(seed), 40, 12)  # noqa: S311 - the same each time
    found, remedies = find_conflicts(schedule), Remedies(schedule)
    proposed = [(conflict, remedy) for conflict in found for remedy in remedies.of(conflict)]
    assert len(proposed) > len(found), "most have more than one"
    for conflict, remedy in proposed:
        after = find_conflicts(remedy.in_schedule(schedule))
        assert identity(conflict) not in map(identity, after)
        assert cannot_be(after) <= cannot_be(found)
