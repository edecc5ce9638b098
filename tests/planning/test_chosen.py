"""Chosen sessions: the clock on the wall, and words for each reason to leave one out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.chosen import REASONS, LeftOut, later

OSLO = ZoneInfo("Europe/Oslo")


@given(st.integers(-3000, 3000), st.integers(0, 400_000))
def test_the_clock_shows_so_many_minutes_later(minutes: int, start: int) -> None:
    instant = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(minutes=start)
    found, shown = later(instant, minutes, OSLO), instant.astimezone(OSLO).replace(tzinfo=None, fold=0)
    if found is not None:
        assert found.astimezone(OSLO).replace(tzinfo=None, fold=0) == shown + timedelta(minutes=minutes)
    assert later(instant, 0, OSLO) == instant


def test_each_reason_has_words() -> None:
    assert set(REASONS) == set(LeftOut)
