"""A VTIMEZONE says what the zone says: checked for each hour of a year by working the rules out again."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import itemgetter
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from eventapp.exports.vtimezone import vtimezone


def parts(component: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in component.split("\r\n"):
        if line in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            found.append({"KIND": line[6:]})
        elif found and ":" in line:
            name, value = line.split(":", 1)
            found[-1].setdefault(name, value)
    return found


def delta(offset: str) -> timedelta:
    minutes = int(offset[1:3]) * 60 + int(offset[3:5])
    return timedelta(minutes=-minutes if offset[0] == "-" else minutes)


@cache
def onsets(component: str) -> list[tuple[datetime, timedelta]]:
    """[(instant, the offset from then on)] until 2020, as a client works them out (RFC 5545 3.6.5)."""
    found = []
    for part in parts(component):
        start = datetime.strptime(part["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall clock
        last = start.replace(year=2020)
        days = rrulestr(part["RRULE"], dtstart=start).between(start, last, inc=True) if "RRULE" in part else [start]
        before, after = delta(part["TZOFFSETFROM"]), delta(part["TZOFFSETTO"])
        found += [((day - before).replace(tzinfo=UTC), after) for day in days]
    return sorted(found)


def offset_at(component: str, instant: datetime) -> timedelta:
    """The latest onset until the instant counts."""
    return onsets(component)[bisect_right(onsets(component), instant, key=itemgetter(0)) - 1][1]


ZONES = [
    *("Europe/Oslo", "Europe/Vilnius", "Europe/London", "Atlantic/Reykjavik", "UTC", "Asia/Tokyo", "Asia/Kolkata"),
    *("America/New_York", "America/St_Johns", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("America/Havana", "Europe/Dublin", "Pacific/Chatham"),
]


@pytest.mark.parametrize("tzid", ZONES)
def test_every_change_of_the_year_is_at_its_hour(tzid: str) -> None:
    component = vtimezone(tzid, 2017, 2017)
    assert component is not None
    zone = ZoneInfo(tzid)
    for hours in range(366 * 24):
        instant = datetime(2017, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        assert offset_at(component, instant) == instant.astimezone(zone).utcoffset(), instant


@given(st.sampled_from(ZONES), st.integers(0, 3 * 365 * 86_400))
def test_any_instant_near_the_visit(tzid: str, seconds: int) -> None:
    instant = datetime(2016, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)
    component = vtimezone(tzid, 2016, 2018)
    assert component is not None
    assert offset_at(component, instant) == instant.astimezone(ZoneInfo(tzid)).utcoffset()


def test_oslo_in_full() -> None:
    assert vtimezone("Europe/Oslo", 2017, 2017) == "\r\n".join(
        [
            *("BEGIN:VTIMEZONE", "TZID:Europe/Oslo"),
            *("BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZNAME:CEST"),
            *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT"),
            *("BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZNAME:CET"),
            *("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD"),
            *("END:VTIMEZONE", ""),
        ]
    )


def test_summer_is_when_clocks_are_ahead_whatever_the_law_calls_standard() -> None:
    """In Ireland standard time is the summer's; clients take DAYLIGHT for the time that is ahead."""
    component = vtimezone("Europe/Dublin", 2017, 2017)
    assert component is not None
    named = [(part["KIND"], part["TZNAME"], part["TZOFFSETTO"]) for part in parts(component)]
    assert sorted(named) == [("DAYLIGHT", "IST", "+0100"), ("STANDARD", "GMT", "+0000")]


def test_without_summer_time_there_is_one_part() -> None:
    component = vtimezone("Asia/Tokyo", 2017, 2017)
    assert component is not None
    assert [part["KIND"] for part in parts(component)] == ["STANDARD"]
    assert "RRULE" not in component


@pytest.mark.parametrize(
    ("tzid", "year"), [("Africa/Casablanca", 2017), ("Europe/Istanbul", 2016), ("Asia/Pyongyang", 2018)]
)
def test_where_no_yearly_rule_holds_there_is_none(tzid: str, year: int) -> None:
    assert vtimezone(tzid, year, year) is None
