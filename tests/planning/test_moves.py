"""Where sessions come to lie: by the clock on the wall, together, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.chosen import NEVER, LeftOut, place_of
from eventapp.planning.errors import OneEndEach, PlaceGone, TwoToSwap
from eventapp.planning.moves import USUAL, Keep, Moves, Target, find_copies, find_moves, find_swapped
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.visits.values import NEVER_SHOWN, SHOWN_TWICE, Unfit

OSLO = ZoneInfo("Europe/Oslo")
TUESDAY = date(2017, 4, 4)
NINE = datetime(2017, 4, 3, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
HALL = Key("venue", "town-hall")


def lying(starts: datetime | None = NINE, minutes: int = 90, **more: Any) -> Fields:
    ends = starts + timedelta(minutes=minutes) if starts else None
    return {"starts": starts, "ends": ends, "venue": "", "room": "", "status": "provisional", "locked": False, **more}


def plan(**sessions: Fields) -> Plan:
    places: dict[Key, Fields] = {HALL: {}, HALL.within("room", "hall"): {}}
    return Plan(places | {Key("session", code): fields for code, fields in sessions.items()})


def find(draft: Plan, target: Target, **chosen: datetime | None) -> Moves:
    found = {key.code: fields["starts"] for key, fields in draft.of_kind("session")}
    return find_moves(draft, chosen or found, target, OSLO)


def spans(found: Moves) -> dict[str, tuple[str, str]]:
    return {
        move.code: tuple(f"{move.after[name].astimezone(OSLO):%d %H:%M}" for name in ("starts", "ends"))  # type: ignore[misc]
        for move in found.moves
    }


def test_one_goes_there_and_is_as_long_as_it_was() -> None:
    found = find(plan(a=lying(venue="other")), Target(TUESDAY, "14:30"))
    assert spans(found) == {"a": ("04 14:30", "04 16:00")}
    assert found.moves[0].after["venue"] == "other"


def test_the_earliest_goes_there_and_the_others_keep_their_distance() -> None:
    draft = plan(b=lying(NINE + 2 * HOUR), a=lying(), c=lying(NINE + 24 * HOUR))
    found = find(draft, Target(TUESDAY, "14:30", ("town-hall", "hall")))
    assert spans(found) == {
        "b": ("04 16:30", "04 18:00"),
        "a": ("04 14:30", "04 16:00"),
        "c": ("05 14:30", "05 16:00"),
    }
    assert {(move.after["venue"], move.after["room"]) for move in found.moves} == {("town-hall", "hall")}


def test_over_a_night_in_which_clocks_change_the_distance_is_that_of_the_clock_on_the_wall() -> None:
    saturday = datetime(2017, 3, 25, 8, tzinfo=UTC)  # 9 o'clock; the night after it is an hour shorter
    found = find(plan(a=lying(saturday), b=lying(saturday + 2 * HOUR)), Target(date(2017, 3, 26), "09:00"))
    assert spans(found) == {"a": ("26 09:00", "26 10:30"), "b": ("26 11:00", "26 12:30")}


@pytest.mark.parametrize(
    ("target", "span"),
    [
        (Target(TUESDAY, "09:30", keep=Keep.END), ("04 09:30", "04 10:30")),
        (Target(TUESDAY, "09:00", ends="12:00"), ("04 09:00", "04 12:00")),
        (Target(TUESDAY, "23:00", ends="01:30"), ("04 23:00", "05 01:30")),
        (Target(TUESDAY, "09:00", ends=timedelta(minutes=20)), ("04 09:00", "04 09:20")),
    ],
)
def test_an_end_is_kept_or_given(target: Target, span: tuple[str, str]) -> None:
    assert spans(find(plan(a=lying()), target)) == {"a": span}


def test_what_lasts_over_midnight_keeps_its_end_on_the_day_after() -> None:
    draft = plan(a=lying(NINE + 14 * HOUR, 150))  # 23.00 to 1.30
    assert spans(find(draft, Target(TUESDAY, "22:00", keep=Keep.END))) == {"a": ("04 22:00", "05 01:30")}


def test_without_a_day_there_is_no_time_and_from_there_it_gets_one_again() -> None:
    gone = find(plan(a=lying()), Target(None))
    assert [(move.after["starts"], move.after["ends"]) for move in gone.moves] == [(None, None)]
    assert spans(find(plan(a=lying(None)), Target(TUESDAY, "10:00"))) == {"a": ("04 10:00", "04 11:00")}
    assert timedelta(hours=1) == USUAL
    assert spans(find(plan(a=lying(None), b=lying()), Target(TUESDAY, "10:00"))) == {
        "a": ("04 10:00", "04 11:00"),
        "b": ("04 10:00", "04 11:30"),
    }


@pytest.mark.parametrize(
    ("fields", "was", "reason"),
    [
        (lying(NINE + HOUR), NINE, LeftOut.MOVED),
        (lying(None), NINE, LeftOut.MOVED),
        (lying(), None, LeftOut.MOVED),
        (lying(status="cancelled"), NINE, LeftOut.CANCELLED),
        (lying(locked=True), NINE, LeftOut.LOCKED),
        (lying(NINE + 29.5 * HOUR), NINE, LeftOut.SO_ALREADY),
    ],
)
def test_what_stays_says_why(fields: Fields, was: datetime | None, reason: LeftOut) -> None:
    found = find(plan(a=fields), Target(TUESDAY, "14:30"), a=was)
    assert found == Moves((), {"a": reason})
    assert found.refused == (reason is not LeftOut.SO_ALREADY)


def test_what_is_gone_is_left_out_and_the_others_move() -> None:
    found = find(plan(a=lying()), Target(TUESDAY, "14:30"), a=NINE, b=NINE)
    assert (list(spans(found)), found.left_out, found.refused) == (["a"], {"b": LeftOut.GONE}, False)


def test_an_end_before_the_beginning_leaves_it_where_it_is() -> None:
    draft = plan(a=lying())
    assert find(draft, Target(TUESDAY, "11:00", keep=Keep.END)).left_out == {"a": LeftOut.ENDS_TOO_EARLY}
    assert find(draft, Target(TUESDAY, "14:00", ends="13:00")).left_out == {"a": LeftOut.ENDS_TOO_EARLY}


def test_an_hour_that_clocks_skip_or_show_twice_is_told_at_its_field() -> None:
    draft = plan(a=lying())
    for day, said, words in ((date(2017, 3, 26), "02:30", NEVER_SHOWN), (date(2017, 10, 29), "02:30", SHOWN_TWICE)):
        for target, field in ((Target(day, said), "start"), (Target(day, "01:00", ends=said), "end")):
            with pytest.raises(Unfit) as refused:
                find(draft, target)
            assert (refused.value.told, refused.value.field) == (words, field)
    twice = find(draft, Target(date(2017, 10, 29), "02:30 +01:00"))
    assert twice.moves[0].after["starts"] == datetime(2017, 10, 29, 1, 30, tzinfo=UTC)


def test_one_of_several_that_would_begin_or_end_in_a_skipped_hour_stays() -> None:
    evening = datetime(2017, 3, 24, 20, tzinfo=UTC)
    found = find(plan(a=lying(evening), b=lying(evening + 5.5 * HOUR)), Target(date(2017, 3, 25), "21:00"))
    assert found.left_out == {"b": LeftOut.NO_SUCH_HOUR}
    night = plan(a=lying(datetime(2017, 3, 24, 22, tzinfo=UTC), 210))  # 23.00 to 2.30
    found = find(night, Target(date(2017, 3, 25), "22:00", keep=Keep.END))
    assert found.left_out == {"a": LeftOut.NO_SUCH_HOUR}


@pytest.mark.parametrize("place", [("gone", ""), ("gone", "hall"), ("town-hall", "gone")])
def test_a_place_that_is_not_there_is_refused(place: tuple[str, str]) -> None:
    with pytest.raises(PlaceGone):
        find(plan(a=lying()), Target(TUESDAY, "14:30", place))


def test_several_have_no_common_end_by_the_clock_but_a_common_length() -> None:
    draft = plan(a=lying(), b=lying(NINE + HOUR))
    with pytest.raises(OneEndEach):
        find(draft, Target(TUESDAY, "14:30", ends="16:00"))
    found = find(draft, Target(TUESDAY, "14:30", ends=HOUR))
    assert spans(found) == {"a": ("04 14:30", "04 15:30"), "b": ("04 15:30", "04 16:30")}


@pytest.mark.parametrize(
    ("target", "field"), [(Target(TUESDAY), "start"), (Target(None, "09:00"), "day"), (Target(None, ends=HOUR), "day")]
)
def test_day_and_beginning_belong_together(target: Target, field: str) -> None:
    with pytest.raises(Unfit) as refused:
        find(plan(a=lying()), target)
    assert refused.value.field == field


def test_two_swap_day_beginning_and_place_and_keep_their_length() -> None:
    draft = plan(a=lying(venue="town-hall"), b=lying(NINE + 25 * HOUR, 30, venue="x", room="y"))
    found = find_swapped(draft, {"a": NINE, "b": NINE + 25 * HOUR})
    assert spans(found) == {"a": ("04 10:00", "04 11:30"), "b": ("03 09:00", "03 09:30")}
    assert [(move.after["venue"], move.after["room"]) for move in found.moves] == [("x", "y"), ("town-hall", "")]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (lying(NINE + HOUR), LeftOut.MOVED),
        (lying(status="cancelled"), LeftOut.CANCELLED),
        (lying(locked=True), LeftOut.LOCKED),
    ],
)
def test_both_swap_or_neither(fields: Fields, reason: LeftOut) -> None:
    found = find_swapped(plan(a=lying(NINE + 2 * HOUR), b=fields), {"a": NINE + 2 * HOUR, "b": NINE})
    assert found == Moves((), {"b": reason})
    assert find_swapped(plan(a=lying()), {"a": NINE, "b": NINE}).left_out == {"b": LeftOut.GONE}
    untimed = find_swapped(plan(a=lying(), b=lying(None)), {"a": NINE, "b": None})
    assert untimed.left_out == {"b": LeftOut.WITHOUT_TIME}
    alike = find_swapped(plan(a=lying(), b=lying()), {"a": NINE, "b": NINE})
    assert alike.left_out == dict.fromkeys("ab", LeftOut.SO_ALREADY)


@pytest.mark.parametrize("is_later", [False, True])
def test_a_swap_that_is_done_is_so_already(is_later: bool) -> None:
    other = NINE + is_later * HOUR
    draft = plan(a=lying(venue="town-hall", room="hall"), b=lying(other, 30, locked=False))
    chosen, seen = {"a": NINE, "b": other}, {"a": ("town-hall", "hall"), "b": ("", "")}
    for move in find_swapped(draft, chosen, seen).moves:
        draft[Key("session", move.code)] = move.after
    assert find_swapped(draft, chosen, seen) == Moves((), dict.fromkeys("ab", LeftOut.SO_ALREADY))
    draft[Key("session", "a")] = {**draft[Key("session", "a")], "venue": "other"}
    assert LeftOut.SO_ALREADY not in find_swapped(draft, chosen, seen).left_out.values()


def test_where_places_are_not_known_two_at_one_time_swap_and_elsewhere_both_stay() -> None:
    draft = plan(a=lying(venue="town-hall"), b=lying())
    assert len(find_swapped(draft, {"a": NINE, "b": NINE}).moves) == 2
    found = find_swapped(draft, {"a": NINE, "b": NINE}, {"a": ("other", "")})
    assert found == Moves((), {"a": LeftOut.MOVED})


def test_what_lies_at_another_place_than_it_was_seen_stays() -> None:
    draft = plan(a=lying(venue="town-hall"), b=lying(NINE + HOUR))
    chosen, seen = {"a": NINE, "b": NINE + HOUR}, {"a": ("", ""), "b": ("", "")}
    found = find_moves(draft, chosen, Target(TUESDAY, "14:30"), OSLO, seen)
    assert (list(spans(found)), found.left_out) == (["b"], {"a": LeftOut.MOVED})
    target = Target(date(2017, 4, 3), "09:00", ("town-hall", ""))
    assert find_moves(draft, {"a": NINE}, target, OSLO, seen).left_out == {"a": LeftOut.SO_ALREADY}


@pytest.mark.parametrize("find_them", [find_moves, find_copies])
def test_what_cannot_be_read_or_is_gone_is_nobodys_distance(find_them: Callable[..., Moves]) -> None:
    draft = plan(a=lying(), b=lying())
    chosen = {"b": NEVER, "gone": datetime(1970, 1, 1, tzinfo=UTC), "a": NINE}
    for zone in (OSLO, ZoneInfo("America/Lima")):
        found = find_them(draft, chosen, Target(TUESDAY, "14:30"), zone)
        assert found.left_out == {"b": LeftOut.MOVED, "gone": LeftOut.GONE}
        assert [f"{move.after['starts'].astimezone(zone):%d %H:%M}" for move in found.moves] == ["04 14:30"]


def test_nothing_begins_or_ends_in_a_year_that_no_visit_has() -> None:
    last = date(2199, 12, 31)
    draft = plan(a=lying(), b=lying(NINE + 24 * HOUR))
    assert find(draft, Target(last, "14:30")).left_out == {"b": LeftOut.NO_SUCH_HOUR}
    assert find(draft, Target(last, "23:30"), a=NINE).left_out == {"a": LeftOut.NO_SUCH_HOUR}
    assert find(draft, Target(last, "23:30", ends="1:00"), a=NINE).left_out == {"a": LeftOut.NO_SUCH_HOUR}


@pytest.mark.parametrize("codes", ["", "a", "abc"])
def test_it_takes_two_to_swap(codes: str) -> None:
    with pytest.raises(TwoToSwap):
        find_swapped(plan(**{code: lying() for code in "abc"}), dict.fromkeys(codes, NINE))


def test_a_copy_is_new_and_there_is_only_one_of_it() -> None:
    draft = plan(a=lying(locked=True, status="cancelled", uid="a@x"), b=lying(NINE + HOUR, uid="b@x"))
    found = find_copies(draft, {"a": NINE, "b": NINE + HOUR, "gone": NINE}, Target(TUESDAY, "14:30"), OSLO)
    assert spans(found) == {"a": ("04 14:30", "04 16:00"), "b": ("04 15:30", "04 17:00")}
    assert [[move.after[name] for name in ("uid", "status", "locked")] for move in found.moves] == [
        ["", "provisional", False]
    ] * 2
    assert found.left_out == {"gone": LeftOut.GONE}
    draft[Key("session", "new")] = {**found.moves[0].after, "uid": "c@x"}
    again = find_copies(draft, {"a": NINE}, Target(TUESDAY, "14:30"), OSLO)
    assert again == Moves((), {"a": LeftOut.SO_ALREADY})


minutes = st.integers(0, 6 * 24 * 12).map(lambda number: timedelta(minutes=5 * number))


@given(st.lists(minutes, min_size=1, max_size=6), minutes, st.sampled_from(Keep))
def test_asked_twice_of_what_was_seen_it_is_so_already(starts: list[timedelta], to: timedelta, keep: Keep) -> None:
    """Also over the night in which clocks are put forward."""
    first = datetime(2017, 3, 23, 7, tzinfo=UTC)
    draft = plan(**{f"s{number}": lying(first + each) for number, each in enumerate(starts)})
    seen = {key.code: fields["starts"] for key, fields in draft.of_kind("session")}
    places = {key.code: place_of(fields) for key, fields in draft.of_kind("session")}
    aim = datetime(2017, 3, 23, 9, tzinfo=UTC) + to
    target = Target(aim.astimezone(OSLO).date(), f"{aim.astimezone(OSLO):%H:%M}", ("town-hall", ""), keep)
    found = find_moves(draft, seen, target, OSLO, places)
    for move in found.moves:
        draft[Key("session", move.code)] = move.after
        assert move.after["ends"] > move.after["starts"]
    again = find_moves(draft, seen, target, OSLO, places)
    assert not again.moves
    assert all(again.left_out[move.code] is LeftOut.SO_ALREADY for move in found.moves)
    if keep is Keep.LENGTH:
        assert min(seen.values()) in [move.before["starts"] for move in found.moves] or not found.moves
