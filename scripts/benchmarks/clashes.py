"""Clashes of large programmes, beside a reference that compares each session with each.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.clashes
"""

import math
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from benchmarks.figures import Figure, told
from benchmarks.processes import ROOT
from eventapp.programme.conflicts import Conflict, Planned, Schedule, Span, find_conflicts
from eventapp.programme.ways import Position, Ways

sys.path.append(str(ROOT))  # the tests' reference
from tests.programme.test_conflicts_laws import naive

SIZES, NAIVE = (500, 5_000, 50_000), 5_000
"""NAIVE: beyond that the reference takes a quarter of an hour."""
MOST_SECONDS, MOST_GROWTH = 1.0, 2.0
FIRST, LAST = date(2027, 4, 12), date(2030, 4, 12)
OF_PAIRS = frozenset({"speaker_twice", "room_twice", "way_too_short", "over_everybody", "seats_overlap"})


def measure_clashes() -> Iterator[Figure]:
    """In seconds of processor time; the growth is that of n log n and what is found."""
    taken = dict[int, tuple[float, float]]()
    for number in SIZES:
        schedule = _programme(number)
        seconds, found = _least(schedule)
        taken[number] = seconds, number * math.log2(number) + len(found)
        words = f"{len(found):,} clashes of {number:,} sessions in {seconds:.3f} s of CPU"
        yield _beside_the_reference(schedule, found, words, seconds) if number <= NAIVE else Figure(words)
    (few, less), (many, more) = taken[SIZES[0]], taken[SIZES[-1]]
    grown = (many / few) / (more / less)
    words = (
        f"clashes at {SIZES[-1]:,} sessions take {grown:.2f} times what n log n and their number give from {SIZES[0]}"
    )
    yield Figure(f"{words} (at most {MOST_GROWTH:g})", grown <= MOST_GROWTH)


def _least(schedule: Schedule) -> tuple[float, tuple[Conflict, ...]]:
    """Of three times."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        found = find_conflicts(schedule)
        taken.append(time.process_time() - start)
    return min(taken), tuple(found)


def _beside_the_reference(schedule: Schedule, found: tuple[Conflict, ...], words: str, seconds: float) -> Figure:
    start = time.process_time()
    reference = set(naive(schedule))
    taken = time.process_time() - start
    same = reference == {each for each in found if each.kind in OF_PAIRS}
    words = f"{words}; each compared with each in {taken:.2f} s finds {'the same' if same else 'OTHERS'}"
    return Figure(f"{words} (the same, under {MOST_SECONDS:g} s)", same and seconds < MOST_SECONDS)


def _programme(number: int) -> Schedule:
    """So many sessions of which each overlaps at most some ten others: on as many days as that takes."""
    random, start = Random(number), datetime(2027, 4, 12, 6, tzinfo=UTC)  # noqa: S311 - no secret
    venues = {f"v{place}": Position(59.9 + place / 100, 10.7 + place / 200) for place in range(8)}
    sessions = []
    for at in range(number):
        begins = start + timedelta(minutes=5 * (at // 2) + random.randrange(15))
        people = tuple(dict.fromkeys(f"p{random.randrange(number // 4 + 1)}" for _ in range(2)))
        span = Span(begins, begins + timedelta(minutes=random.choice((15, 20))))
        venue, room = random.choice(list(venues)), random.choice("abc")
        sessions.append(Planned(f"s{at}", span, venue=venue, room=room, people=people))
    return Schedule(tuple(sessions), (FIRST, LAST), "Europe/Oslo", Ways(venues))


if __name__ == "__main__":
    sys.exit(told(measure_clashes()))
