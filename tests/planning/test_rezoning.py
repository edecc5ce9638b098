"""Clock times that stay when the zone is corrected, as laws over zones and instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.plan import REGISTRATION, Key, Plan
from eventapp.planning.rezoning import Correction, corrected, digest, in_words, moves, unfit_hours
from eventapp.visits.values import Unfit

OSLO, VILNIUS, BERLIN = (ZoneInfo(f"Europe/{city}") for city in ("Oslo", "Vilnius", "Berlin"))
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Oslo", "Europe/Vilnius", "UTC", "America/St_Johns", "Asia/Kathmandu")]
)
INSTANTS = st.integers(1_420_000_000, 1_890_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
OPENING = Key("session", "opening")


def plan(*instants: datetime) -> Plan:
    return Plan({OPENING: dict(zip(("starts", "ends"), instants, strict=False))})


@given(INSTANTS, ZONES, ZONES)
def test_clocks_show_the_same_afterwards_or_it_is_told_why_not(instant: datetime, old: ZoneInfo, new: ZoneInfo) -> None:
    correction, before = Correction(old, new), plan(instant)
    unfit = list(unfit_hours(before, correction))
    if unfit:
        with pytest.raises(Unfit):
            corrected(before, correction)
        return
    after = corrected(before, correction)[OPENING]["starts"]
    shown = [moment.astimezone(zone).replace(tzinfo=None) for moment, zone in ((instant, old), (after, new))]
    assert shown[0] == shown[1]
    assert bool(moves(before, plan(after), correction)) is (instant != after)


@given(INSTANTS, ZONES, ZONES)
def test_back_again_is_where_it_began(instant: datetime, old: ZoneInfo, new: ZoneInfo) -> None:
    there, back = Correction(old, new), Correction(new, old)
    if list(unfit_hours(plan(instant), there)) or list(unfit_hours(corrected(plan(instant), there), back)):
        return
    assert corrected(corrected(plan(instant), there), back) == plan(instant)


def test_instants_that_stay_are_not_touched() -> None:
    before = plan(datetime(2018, 5, 14, 7, tzinfo=UTC))
    correction = Correction(OSLO, VILNIUS, keeps_instants=True)
    assert corrected(before, correction) is before
    (move,) = moves(before, before, correction)
    assert (move.was.hour, move.becomes.hour) == (9, 10)


@pytest.mark.parametrize("hour", [0, 1])
def test_of_an_hour_that_comes_twice_in_both_zones_the_same_one_is_meant(hour: int) -> None:
    instant = datetime(2018, 10, 28, hour, 30, tzinfo=UTC)
    assert corrected(plan(instant), Correction(OSLO, BERLIN)) == plan(instant)


def test_what_moves_is_told_in_the_reader_s_words_a_session_in_one() -> None:
    starts = datetime(2018, 5, 14, 7, tzinfo=UTC)
    before = Plan({**plan(starts, starts + timedelta(hours=1)), REGISTRATION: {"opens": starts}})
    correction = Correction(OSLO, VILNIUS)
    found = moves(before, corrected(before, correction), correction)
    titles = Plan({OPENING: {"title.en": "Opening", "title.lt": "Pradžia"}})
    assert set(in_words(found, titles, "en", ["en"])) == {
        ("Registration opens", "Monday 14 May, 09:00 (UTC+2)", "Monday 14 May, 09:00 (UTC+3)"),
        ("Opening", "Monday 14 May, 09:00–10:00 (UTC+2)", "Monday 14 May, 09:00–10:00 (UTC+3)"),
    }
    assert "Pradžia" in [title for title, _, _ in in_words(found, titles, "lt", ["en"])]
    assert digest(found) == digest(tuple(found)) != digest(found[1:])
