"""A thing as its form asks for it, and back; what two have changed of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.asked import asked, compare, read_times, settle
from eventapp.planning.plan import initial_fields
from eventapp.visits.values import Unfit

OSLO = ZoneInfo("Europe/Oslo")
START = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)
SESSION: dict[str, Any] = {
    **initial_fields("session"),
    "title.lt": "Pradžia",
    "title.en": "Start",
    "starts": START,
    "ends": START + timedelta(minutes=90),
    "venue": "town-hall",
    "room": "hall",
}
INSTANTS = st.datetimes(datetime(2017, 1, 1), datetime(2017, 12, 30)).map(  # noqa: DTZ001  # made aware here
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)


def hour(clock: str, day: int = 3) -> datetime:
    return datetime.fromisoformat(f"2017-04-{day:02}T{clock}+02:00").astimezone(UTC)


def saved(now: dict[str, Any], *edits: dict[str, Any], kind: str = "session") -> dict[str, Any]:
    """After several have opened it as it is now, and save one after the other."""
    shown, there = asked(kind, now, OSLO), now
    for edit in edits:
        typed = {**now, **edit}
        merged = compare(kind, there, typed, shown, OSLO)
        assert merged.disputed == ()
        there = settle(kind, there, typed, merged, OSLO)
    return there


@given(INSTANTS, st.timedeltas(timedelta(minutes=1), timedelta(days=2)))
def test_hours_are_the_same_after_they_were_shown_and_read(starts: datetime, length: timedelta) -> None:
    ends = starts + timedelta(seconds=int(length.total_seconds()))
    shown = asked("session", {**SESSION, "starts": starts, "ends": ends}, OSLO)
    assert read_times(shown, OSLO) == {"starts": starts, "ends": ends}


def test_a_session_is_asked_for_by_day_and_clock_and_its_place_by_one_choice() -> None:
    shown = asked("session", SESSION, OSLO)
    times = {"day": "2017-04-03", "from": "09:00", "to": "10:30", "to_day": ""}
    assert {name: shown[name] for name in (*times, "place", "title.en")} == {
        **times,
        "place": "town-hall/hall",
        "title.en": "Start",
    }
    assert not {"starts", "ends", "venue", "room", "uid"} & set(shown)
    assert {asked("session", {**SESSION, "starts": None, "ends": None}, OSLO)[name] for name in times} == {""}


def test_one_moves_it_to_another_day_another_lets_it_end_later_and_a_third_corrects_a_title() -> None:
    moved = {"starts": hour("09:00", 4), "ends": hour("10:30", 4)}
    for edits in ((moved, {"ends": hour("11:00")}), ({"ends": hour("11:00")}, moved)):
        there = saved(SESSION, *edits, {"title.nb": "Start"})
        assert (there["starts"], there["ends"]) == (hour("09:00", 4), hour("11:00", 4))
        assert there == {**SESSION, "title.nb": "Start", "starts": there["starts"], "ends": there["ends"]}


def test_a_room_is_never_of_another_venue() -> None:
    merged = compare(
        "session",
        {**SESSION, "venue": "library", "room": ""},
        {**SESSION, "room": "attic"},
        asked("session", SESSION, OSLO),
        OSLO,
    )
    assert merged.disputed == ("place",)


def test_what_is_not_typed_and_what_no_form_asks_for_stays() -> None:
    now = {**SESSION, "uid": "kept@example.org"}
    merged = compare("session", now, {"title.en": "Opening"}, asked("session", now, OSLO), OSLO)
    assert settle("session", now, {"title.en": "Opening"}, merged, OSLO) == {**now, "title.en": "Opening"}
    facts = {**initial_fields("visit"), "name.en": "Visit", "languages": ("lt", "en", "nb")}
    typed = {"languages": ("en", "lt", "nb")}
    merged = compare("visit", facts, typed, asked("visit", facts, OSLO), OSLO)
    assert settle("visit", facts, typed, merged, OSLO) == {**facts, **typed}


def test_who_lets_it_end_on_another_day_while_its_time_is_taken_away_is_told() -> None:
    shown, now = asked("session", SESSION, OSLO), {**SESSION, "starts": None, "ends": None}
    typed = {**SESSION, "ends": hour("10:30", 4)}
    merged = compare("session", now, typed, shown, OSLO)
    assert merged.disputed == ()
    with pytest.raises(Unfit) as unfit:
        settle("session", now, typed, merged, OSLO)
    assert unfit.value.field == "day"


def test_an_hour_that_the_other_one_s_day_never_shows_is_told_at_its_field() -> None:
    shown = asked("session", SESSION, OSLO)
    now = {
        **SESSION,
        "starts": datetime(2017, 3, 26, 7, 0, tzinfo=UTC),
        "ends": datetime(2017, 3, 26, 8, 30, tzinfo=UTC),
    }
    typed = {**SESSION, "starts": hour("02:30")}
    with pytest.raises(Unfit) as unfit:
        settle("session", now, typed, compare("session", now, typed, shown, OSLO), OSLO)
    assert unfit.value.field == "from"


def test_a_zone_that_was_corrected_meanwhile_is_no_change_of_hours() -> None:
    """Clock times stayed, instants moved: whoever has the form open has touched neither."""
    vilnius, shown = ZoneInfo("Europe/Vilnius"), asked("session", SESSION, OSLO)
    now = {**SESSION, "starts": START - timedelta(hours=1), "ends": START + timedelta(minutes=30)}
    assert asked("session", now, vilnius) == shown


def test_texts_are_merged_each_language_on_its_own() -> None:
    there = saved(SESSION, {"title.lt": "Įžanga"}, {"title.en": "Opening"}, {"title.nb": "Åpning"})
    assert [there[f"title.{language}"] for language in ("lt", "en", "nb")] == ["Įžanga", "Opening", "Åpning"]


def test_a_number_and_nothing_are_themselves() -> None:
    slot = {**initial_fields("slot"), "minutes": 10}
    assert saved(slot, {"minutes": None}, {"topic.en": "On"}, kind="slot") == {
        **slot,
        "minutes": None,
        "topic.en": "On",
    }
