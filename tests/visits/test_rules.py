"""What the clock says of a visit, at each of its bounds and in zones whose midnight is a trap."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.visits.rules import Phase, begins_at, closes_at, ends_at, phase, queue_ends_at

SECOND = timedelta(seconds=1)
OPENS = datetime(2017, 3, 1, 12, tzinfo=UTC)
# Midnights in Oslo, in summer time.
START, END = datetime(2017, 4, 2, 22, tzinfo=UTC), datetime(2017, 4, 6, 22, tzinfo=UTC)
NOON_OF_THE_SECOND_DAY = datetime(2017, 4, 4, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Dates:
    """A visit as these rules see it."""

    starts_on: date = date(2017, 4, 3)
    ends_on: date = date(2017, 4, 6)
    timezone: str = "Europe/Oslo"
    registration_open: bool = True
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    queue_until: datetime | None = None
    after_the_end: bool = False


def clocked(**values: object) -> Dates:
    return replace(Dates(), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, Phase(0, over=False, window="soon", queue_moves=True, since=None)),
        (OPENS, Phase(0, over=False, window="open", queue_moves=True, since=OPENS)),
        (START - SECOND, Phase(0, over=False, window="open", queue_moves=True, since=OPENS)),
        (START, Phase(1, over=False, window="open", queue_moves=False, since=START)),
        (
            NOON_OF_THE_SECOND_DAY,
            Phase(2, over=False, window="open", queue_moves=False, since=START + timedelta(days=1)),
        ),
        (END - SECOND, Phase(4, over=False, window="open", queue_moves=False, since=END - timedelta(days=1))),
        (END, Phase(4, over=True, window="closed", queue_moves=False, since=END)),
        (END + timedelta(days=9), Phase(4, over=True, window="closed", queue_moves=False, since=END)),
    ],
)
def test_each_bound_belongs_to_what_comes_after_it(now: datetime, expected: Phase) -> None:
    assert phase(clocked(registration_opens_at=OPENS), now) == expected


def test_registration_that_nobody_has_opened_is_closed_whatever_its_dates_say() -> None:
    for now in (OPENS - SECOND, OPENS, END):
        shut = phase(clocked(registration_open=False, registration_opens_at=OPENS), now)
        assert (shut.window, shut.since) == ("closed", phase(clocked(registration_opens_at=OPENS), now).since)
    assert phase(clocked(registration_open=False, after_the_end=True), END).window == "closed"


def test_registration_closes_with_the_visit_at_the_latest_unless_it_is_open_after_the_end() -> None:
    earlier, later = END - timedelta(days=9), END + timedelta(days=9)
    said = [None, earlier, later]
    assert [closes_at(clocked(registration_closes_at=at)) for at in said] == [END, earlier, END]
    assert [closes_at(clocked(registration_closes_at=at, after_the_end=True)) for at in said] == said
    open_for_good = phase(clocked(after_the_end=True), later)
    assert (open_for_good.over, open_for_good.window, open_for_good.queue_moves) == (True, "open", True)


def test_the_queue_stops_when_it_is_said_else_when_the_visit_begins() -> None:
    assert queue_ends_at(clocked()) == START
    assert queue_ends_at(clocked(after_the_end=True)) is None
    for after_the_end in (False, True):
        visit = clocked(queue_until=NOON_OF_THE_SECOND_DAY, after_the_end=after_the_end)
        moves = [phase(visit, NOON_OF_THE_SECOND_DAY - ago).queue_moves for ago in (SECOND, timedelta())]
        assert moves == [True, False]


@pytest.mark.parametrize(
    ("timezone", "day", "instant"),
    [
        ("Pacific/Kiritimati", date(2017, 4, 3), datetime(2017, 4, 2, 10, tzinfo=UTC)),  # UTC+14
        ("Pacific/Pago_Pago", date(2017, 4, 3), datetime(2017, 4, 3, 11, tzinfo=UTC)),  # UTC-11
        ("Asia/Kathmandu", date(2017, 4, 3), datetime(2017, 4, 2, 18, 15, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2017, 10, 15), datetime(2017, 10, 15, 3, tzinfo=UTC)),  # clocks skip midnight
        ("America/Havana", date(2017, 11, 5), datetime(2017, 11, 5, 4, tzinfo=UTC)),  # clocks show midnight twice
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a day that never was
    ],
)
def test_a_day_begins_where_the_visit_is(timezone: str, day: date, instant: datetime) -> None:
    visit = clocked(timezone=timezone, starts_on=day, ends_on=day)
    assert begins_at(visit) == instant
    assert ends_at(clocked(timezone=timezone, ends_on=day - timedelta(days=1))) == instant
    before, at = phase(visit, instant - SECOND), phase(visit, instant)
    assert (before.day, before.queue_moves, at.day, at.queue_moves) == (0, True, 1, False)


def test_time_never_goes_back() -> None:
    """Also where a night has its midnight twice."""
    for timezone, day in (("America/Havana", date(2017, 11, 4)), ("Europe/Oslo", date(2017, 10, 28))):
        visit = clocked(timezone=timezone, starts_on=day, ends_on=day + timedelta(days=1))
        hours = [begins_at(visit) + timedelta(minutes=10 * step) for step in range(-12, 24 * 6 * 3)]
        phases = [phase(visit, now) for now in hours]
        days = [at.day for at in phases]
        assert days == sorted(days)
        known = [at.since for at in phases if at.since]
        assert known == sorted(known)
