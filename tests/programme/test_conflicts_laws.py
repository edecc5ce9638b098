"""Laws of conflicts, on made-up programmes, and beside a reference that compares each with each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.programme.conflicts import (
    BREAK,
    EVERYBODY,
    LONGEST,
    RESTING,
    Conflict,
    ConflictKind,
    Planned,
    Schedule,
    Span,
    find_conflicts,
)
from eventapp.programme.snapshot import Kind
from eventapp.programme.ways import Position, Ways

START = datetime(2027, 4, 12, 6, tzinfo=UTC)
DAYS = (date(2027, 4, 12), date(2027, 4, 13))
WAYS = Ways(
    {"town-hall": Position(59.9118, 10.7338), "museum": Position(59.9041, 10.7008), "hill": Position(59.9639, 10.6676)},
    {("town-hall", "hill"): 45},
)
VENUES = (None, "town-hall", "museum", "hill", "nowhere")
PEOPLE = ("ada", "ben", "cay")
MINUTE = timedelta(minutes=1)

spans = st.builds(
    lambda start, length: Span(START + start * 5 * MINUTE, START + (start + length) * 5 * MINUTE),
    st.integers(0, 200),
    st.integers(1, 40),
)
sessions = st.builds(
    Planned,
    code=st.just(""),
    span=spans,
    kind=st.sampled_from(Kind),
    venue=st.sampled_from(VENUES),
    room=st.sampled_from((None, "a", "b")),
    people=st.lists(st.sampled_from(PEOPLE), max_size=3).map(tuple),
    slot_minutes=st.integers(0, 200),
    seats=st.none() | st.integers(0, 30),
    everybody=st.booleans(),
    cancelled=st.sampled_from((False, False, False, True)),
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    drawn = draw(st.lists(sessions, max_size=12))
    codes = [f"s{number}" for number in range(len(drawn))]
    return Schedule(
        tuple(replace(each, code=code) for each, code in zip(drawn, codes, strict=True)),
        DAYS,
        "Europe/Oslo",
        WAYS,
        {("museum", "a"): 12, ("museum", "b"): None},
        {"hill": (Span(START, START + timedelta(hours=6)),)},
        {"ada": (Span(START, START + timedelta(hours=9)),)},
        {"ona": frozenset(draw(st.sets(st.sampled_from(codes)))) if codes else frozenset()},
        margin=draw(st.sampled_from((0, 10))),
    )


def naive(schedule: Schedule) -> Iterator[Conflict]:
    """What any two sessions have against each other, each pair looked at."""
    held = [each for each in schedule.sessions if not each.cancelled]
    for pair in combinations(sorted(held, key=lambda each: (each.span, each.code)), 2):
        first, second = pair
        codes = (first.code, second.code)
        shared = set(first.people) & set(second.people)
        if first.span.overlaps(second.span):
            common = Span(max(first.span.starts, second.span.starts), min(first.span.ends, second.span.ends))
            for who in shared:
                yield Conflict(ConflictKind.SPEAKER_TWICE, codes, common, who)
            if first.venue and first.room and (first.venue, first.room) == (second.venue, second.room):
                yield Conflict(ConflictKind.ROOM_TWICE, codes, common)
            if (first.everybody or second.everybody) and Kind.FREE not in {first.kind, second.kind}:
                yield Conflict(ConflictKind.OVER_EVERYBODY, codes, common, EVERYBODY)
            for who, chosen in schedule.choices.items():
                if set(codes) <= chosen:
                    yield Conflict(ConflictKind.SEATS_OVERLAP, codes, common, who)
        yield from naive_ways(schedule, first, second, shared)


def naive_ways(schedule: Schedule, first: Planned, second: Planned, shared: set[str]) -> Iterator[Conflict]:
    if first.span.overlaps(second.span) or not first.venue or not second.venue:
        return
    has, needs = (second.span.starts - first.span.ends) // MINUTE, schedule.ways.minutes(first.venue, second.venue)
    if not needs or has >= needs + schedule.margin:
        return
    if first.everybody and second.everybody:
        who = {EVERYBODY}
    elif first.everybody or second.everybody:
        who = set((second if first.everybody else first).people)
    else:
        who = shared
    between = Span(first.span.ends, second.span.starts)
    for each in who:
        codes = (first.code, second.code)
        yield Conflict(ConflictKind.WAY_TOO_SHORT, codes, between, each, needs + schedule.margin, has)


@settings(max_examples=1000)
@given(schedules())
def test_two_sessions_have_against_each_other_what_looking_at_each_pair_finds(schedule: Schedule) -> None:
    alone = {*list(ConflictKind)[5:]} | {ConflictKind.OUTSIDE_VISIT}
    found = [each for each in find_conflicts(schedule) if each.kind not in alone]
    assert len(found) == len(set(found))
    assert set(found) == set(naive(schedule))


@given(schedules(), st.randoms())
def test_the_order_of_sessions_changes_nothing(schedule: Schedule, random: object) -> None:
    shuffled = list(schedule.sessions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_conflicts(replace(schedule, sessions=tuple(shuffled))) == find_conflicts(schedule)


@given(schedules(), sessions)
def test_one_more_session_takes_nothing_away(schedule: Schedule, more: Planned) -> None:
    after = find_conflicts(replace(schedule, sessions=(*schedule.sessions, replace(more, code="more"))))
    for conflict in find_conflicts(schedule):
        if conflict.kind is ConflictKind.NO_BREAK:  # a stretch is told whole: it may have grown
            assert any(
                each.kind is conflict.kind and each.who == conflict.who and set(conflict.sessions) <= set(each.sessions)
                for each in after
            )
        else:
            assert conflict in after


@given(schedules())
def test_without_a_break_is_as_long_as_it_says_and_has_none(schedule: Schedule) -> None:
    known = {each.code: each for each in schedule.sessions}
    for conflict in find_conflicts(schedule):
        if conflict.kind is ConflictKind.NO_BREAK:
            parts = sorted(known[code].span for code in conflict.sessions)
            assert conflict.span.ends - conflict.span.starts > LONGEST
            assert (conflict.span.ends - conflict.span.starts) / MINUTE == conflict.has
            ends = parts[0].ends
            for part in parts[1:]:
                assert part.starts - ends < BREAK
                ends = max(ends, part.ends)
            assert not RESTING & {known[code].kind for code in conflict.sessions}


@given(spans, spans)
def test_overlapping_is_symmetric_and_touching_is_none(first: Span, second: Span) -> None:
    assert first.overlaps(second) == second.overlaps(first)
    assert not first.overlaps(Span(first.ends, first.ends + MINUTE))
    assert first.overlaps(first)
