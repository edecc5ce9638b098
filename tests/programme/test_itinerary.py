"""Which ways a programme really has."""

from dataclasses import replace
from datetime import timedelta

from eventapp.programme.itinerary import Leg, find_legs, ways_of
from eventapp.programme.snapshot import PublicProgramme, PublicSession, PublicVenue, PublicWay, SessionStatus
from eventapp.programme.ways import Given
from tests.factories import public_programme, public_session, text

HALL, BARN, HUT = (
    PublicVenue(code, text(code), latitude=latitude, longitude=10.0)
    for code, latitude in (("hall", 59.9), ("barn", 59.91), ("hut", None))
)


def at(code: str, hour: float, venue: str | None, **values: object) -> PublicSession:
    begin = public_session().starts_at
    assert begin
    starts = begin + timedelta(hours=hour)
    return public_session(code, starts_at=starts, ends_at=starts + timedelta(hours=1), venue=venue, room=None, **values)


def programme(*sessions: PublicSession, ways: tuple[PublicWay, ...] = ()) -> PublicProgramme:
    return replace(public_programme(*sessions), venues=(HALL, BARN, HUT), ways=ways)


def pairs(*sessions: PublicSession) -> list[tuple[str, str]]:
    return [(leg.start, leg.end) for leg in find_legs(programme(*sessions), [sessions])]


def test_from_each_place_to_the_next_each_way_once() -> None:
    day = (at("a", 0, "hall"), at("b", 1, "hall"), at("c", 2, "barn"), at("d", 3, "hall"), at("e", 5, "hut"))
    assert pairs(*day) == [("hall", "barn"), ("hall", "hut")]


def test_the_order_of_sessions_does_not_matter_and_days_stand_apart() -> None:
    first, second = at("a", 0, "hall"), at("b", 2, "barn")
    assert pairs(second, first) == [("hall", "barn")]
    assert find_legs(programme(first, second), [[first], [second]]) == ()


def test_who_splits_goes_to_each_place_and_between_two_splits_nobody_knows() -> None:
    split = (at("b", 1, "barn"), at("c", 1.5, "hut"))
    assert pairs(at("a", 0, "hall"), *split) == [("hall", "barn"), ("hall", "hut")]
    assert pairs(at("a", 0, "hall"), at("x", 0.5, "hut"), at("b", 2, "barn"), at("c", 2.5, "hall")) == []


def test_what_is_cancelled_or_without_place_or_time_is_no_stop() -> None:
    later = at("d", 0, "hut", status=SessionStatus.CANCELLED)
    assert pairs(at("a", 0, "hall"), at("b", 1, None), at("c", 2, "barn"), replace(later, starts_at=None)) == [
        ("hall", "barn")
    ]
    assert pairs(at("a", 0, "hall"), at("b", 1, "barn", status=SessionStatus.CANCELLED), at("c", 2, "hall")) == []
    assert pairs() == []


def test_a_way_is_as_given_or_as_estimated() -> None:
    day = (at("a", 0, "hall"), at("c", 2, "barn"), at("e", 5, "hut"))
    given = (PublicWay("hut", "barn", 20, 5, "bus"),)
    first, second = find_legs(programme(*day, ways=given), [day])
    assert (first.minutes, first.given) == (15, None)
    assert first.kilometres
    assert second == Leg("barn", "hut", Given(20, 5, "bus"), 25, None)
    assert ways_of(programme(*day, ways=given)).minutes("barn", "hut") == 25
