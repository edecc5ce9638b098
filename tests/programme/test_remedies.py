"""What is proposed to end a conflict: the nearest room, the nearest gap, kind by kind."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from eventapp.programme.conflicts import ConflictKind, Planned, Schedule, Span, find_conflicts
from eventapp.programme.remedies import Remedies, Remedy
from eventapp.programme.snapshot import Kind
from eventapp.programme.ways import Ways

ZONE = ZoneInfo("Europe/Oslo")
DAYS = (date(2017, 4, 3), date(2017, 4, 6))
ROOMS = {("hall", "aula"): 60, ("hall", "cabin"): 8, ("hall", "attic"): 50, ("library", "big"): 200}
WAYS = Ways(given={("hall", "library"): 12, ("hall", "hill"): 45})


def at(clock: str, day: int = 3) -> datetime:
    hour, minute = map(int, clock.split("."))
    return datetime(2017, 4, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def span(times: str, day: int = 3) -> Span:
    """ "9.00–10.30" on the clock of Oslo."""
    start, end = times.split("–")
    return Span(at(start, day), at(end, day))


def session(code: str, times: str, *people: str, **more: object) -> Planned:
    return Planned(code, span(times), people=people, **more)  # type: ignore[arg-type]


def proposed(kind: ConflictKind, *sessions: Planned, **more: object) -> list[str]:
    """Of the one conflict of that kind, in short: "b to hall/attic 14.00–", "b 16.00–17.00"."""
    schedule = Schedule(sessions, DAYS, "Europe/Oslo", WAYS, ROOMS, **more)  # type: ignore[arg-type]
    [conflict] = [each for each in find_conflicts(schedule) if each.kind is kind]
    return [short(each) for each in Remedies(schedule).of(conflict)]


def short(remedy: Remedy) -> str:
    after = remedy.after
    if remedy.moves_place:
        since, until = (clock(each) if each else "" for each in remedy.free)
        return f"{after.code} to {after.venue}/{after.room} {since}–{until}"
    day = "" if after.span.starts.astimezone(ZONE).day == 3 else f"{after.span.starts.astimezone(ZONE).day} "
    return f"{after.code} {day}{clock(after.span.starts)}–{clock(after.span.ends)}"


def clock(instant: datetime) -> str:
    return f"{instant.astimezone(ZONE):%-H.%M}"


def test_a_room_used_twice_another_of_the_house_first_then_the_nearest_gaps() -> None:
    a = session("a", "14.00–15.00", venue="hall", room="aula", seats=40)
    b = session("b", "14.30–15.30", venue="hall", room="aula", seats=40)
    around = (
        session("c", "13.00–14.00", venue="hall", room="attic"),
        session("d", "16.00–17.00", venue="hall", room="attic"),
    )
    assert proposed(ConflictKind.ROOM_TWICE, a, b, *around) == [
        "b to hall/attic 14.00–16.00",
        "b 15.00–16.00",
        "a 13.30–14.30",
    ]


def test_where_no_gap_is_near_there_are_more_rooms_also_of_other_houses() -> None:
    full = [session(f"f{hour}", f"{hour}.00–{hour + 1}.00", "kari", "ola") for hour in (*range(8, 14), *range(15, 20))]
    a = session("a", "14.00–15.00", "kari", venue="hall", room="aula", seats=40)
    b = session("b", "14.00–15.00", "ola", venue="hall", room="aula", seats=40)
    assert proposed(ConflictKind.ROOM_TWICE, a, b, *full) == [
        "b to hall/attic –",
        "b to library/big –",
        "a to hall/attic –",
    ]
    visited = [replace(each, kind=Kind.SITE_VISIT) for each in (a, b)]
    assert proposed(ConflictKind.ROOM_TWICE, *visited, *full) == ["b to hall/attic –", "a to hall/attic –"]


def test_somebody_in_two_places_starts_the_later_one_when_all_concerned_can() -> None:
    a, b = session("a", "14.00–15.00", "kari"), session("b", "14.30–16.00", "kari", "ola")
    busy = session("c", "16.00–16.50", "ola")
    assert proposed(ConflictKind.SPEAKER_TWICE, a, b, busy) == ["a 13.30–14.30", "b 12.30–14.00", "a 16.00–17.00"]


def test_what_is_agreed_stays() -> None:
    a, b = session("a", "14.00–15.00", "kari", locked=True), session("b", "14.30–15.30", "kari")
    assert proposed(ConflictKind.SPEAKER_TWICE, a, b) == ["b 15.00–16.00", "b 13.00–14.00"]
    assert proposed(ConflictKind.SPEAKER_TWICE, a, replace(b, locked=True)) == []


def test_for_a_way_there_is_the_other_house_or_as_much_time_as_it_takes() -> None:
    a = session("a", "10.00–11.00", "kari", venue="hill", kind=Kind.SITE_VISIT)
    b = session("b", "11.10–12.00", "kari", venue="hall", room="aula")
    assert proposed(ConflictKind.WAY_TOO_SHORT, a, b, margin=5) == ["b 11.50–12.40", "a 9.20–10.20", "b 8.20–9.10"]
    c = session("c", "11.10–12.00", "kari", venue="library", room="big")
    near = replace(a, kind=Kind.MEETING, venue="hall", room="aula")
    assert proposed(ConflictKind.WAY_TOO_SHORT, near, c)[0] == "c to hall/cabin –"


def test_a_room_too_small_has_bigger_ones_the_smallest_that_does_first() -> None:
    a = session("a", "10.00–11.00", venue="hall", room="cabin", seats=45)
    assert proposed(ConflictKind.ROOM_TOO_SMALL, a) == ["a to hall/attic –", "a to hall/aula –", "a to library/big –"]


def test_a_closed_house_opens_or_another_is_open() -> None:
    a = session("a", "8.30–9.30", venue="hall", room="aula")
    hours = {"hall": [span("9.00–12.00")], "library": [span("8.00–20.00")]}
    assert proposed(ConflictKind.VENUE_CLOSED, a, hours=hours) == ["a to library/big –", "a 9.00–10.00"]


def test_somebody_who_cannot_be_there_is_asked_when_they_can() -> None:
    a = session("a", "10.30–11.30", "kari")
    available = {"kari": [span("8.00–11.00"), span("14.00–16.00")]}
    assert proposed(ConflictKind.NOT_AVAILABLE, a, available=available) == ["a 10.00–11.00", "a 14.00–15.00"]


def test_on_no_day_of_the_visit_the_same_time_on_its_nearest_days() -> None:
    a = Planned("a", span("10.00–11.00", 8))
    assert proposed(ConflictKind.OUTSIDE_VISIT, a) == ["a 6 10.00–11.00", "a 5 10.00–11.00", "a 4 10.00–11.00"]


def test_speakers_who_need_longer_get_it_behind_or_before() -> None:
    a = session("a", "10.00–11.00", "kari", slot_minutes=75)
    assert proposed(ConflictKind.SLOTS_TOO_LONG, a) == ["a 10.00–11.15", "a 9.45–11.00"]
    assert proposed(ConflictKind.SLOTS_TOO_LONG, a, session("b", "11.00–12.00", "kari")) == ["a 9.45–11.00"]


def test_a_break_is_made_by_ending_a_little_earlier() -> None:
    stretch = [session(f"s{hour}", f"{hour}.00–{hour + 1}.00", "kari") for hour in range(9, 14)]
    found = proposed(ConflictKind.NO_BREAK, *stretch)
    assert len(found) == 3
    assert found[0] == "s12 12.00–12.45"
    crowd = [replace(each, people=(), everybody=True) for each in stretch]
    assert proposed(ConflictKind.NO_BREAK, *crowd)[0] == "s12 12.00–12.45"


def test_an_hour_that_comes_twice_is_left() -> None:
    night = Span(datetime(2017, 10, 29, 0, 30, tzinfo=UTC), datetime(2017, 10, 29, 2, 30, tzinfo=UTC))
    late = (date(2017, 10, 28), date(2017, 10, 30))
    schedule = Schedule((Planned("a", night),), late, "Europe/Oslo")
    [conflict] = find_conflicts(schedule)
    found = Remedies(schedule).of(conflict)
    assert conflict.kind is ConflictKind.CLOCK_TWICE
    assert found
    assert not any(find_conflicts(each.in_schedule(schedule)) for each in found)


def test_for_speakers_of_a_cancelled_session_nothing_is_proposed() -> None:
    assert proposed(ConflictKind.CANCELLED_WITH_SLOTS, session("a", "9.00–10.00", "kari", cancelled=True)) == []


def test_chosen_sessions_that_overlap_are_moved_apart() -> None:
    a, b = session("a", "14.00–15.00"), session("b", "14.30–15.30")
    choices = {"zoe": frozenset("ab")}
    assert proposed(ConflictKind.SEATS_OVERLAP, a, b, choices=choices) == [
        "b 15.00–16.00",
        "a 13.30–14.30",
        "b 13.00–14.00",
    ]


def test_what_is_not_for_all_is_moved_from_what_is() -> None:
    everybody = session("all", "14.00–15.00", everybody=True)
    assert proposed(ConflictKind.OVER_EVERYBODY, everybody, session("b", "13.30–14.15"))[0] == "b 13.15–14.00"
