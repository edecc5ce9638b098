"""What a release shows differently: each kind of change, and the laws that hold for any two programmes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.differences import Change, Difference, Place, Span, Talk, WayTo, find_differences
from eventapp.programme.snapshot import (
    Kind,
    PublicProgramme,
    PublicSession,
    PublicSlot,
    PublicSpeaker,
    PublicVenue,
    PublicWay,
    SessionStatus,
)
from eventapp.programme.succession import next_programme
from tests.factories import NOON, public_draft, public_programme, public_session, released_again, text

LATER = NOON + timedelta(days=3)
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)
HALF_PAST_TEN = datetime(2017, 4, 3, 8, 30, tzinfo=UTC)
MORNING = Span(NINE, HALF_PAST_TEN)
TITLE = text("Opening")
# Who speaks in a session is public.
SPEAKS = public_session("talk", slots=(PublicSlot("kari", None, {}),))


def after(before: PublicProgramme, *sessions: PublicSession, **values: object) -> tuple[Difference, ...]:
    """What the next release of those sessions would show differently."""
    return find_differences(before, released_again(before, public_draft(*sessions, **values), now=LATER))


def of(change: Change, field: str = "", old: object = None, new: object = None) -> tuple[Difference, ...]:
    return (Difference("session", "opening", TITLE, change, field, old, new),)


def test_a_removed_session_that_comes_back_cancelled_is_cancelled_now() -> None:
    session = public_session("opening")
    gone = released_again(public_programme(session), public_draft(), now=LATER)
    cancelled = replace(session, status=SessionStatus.CANCELLED)
    assert after(gone, cancelled) == of(Change.CANCELLED, old=MORNING)
    again = released_again(gone, public_draft(cancelled), now=LATER)
    assert after(again, cancelled) == ()


def test_before_the_first_release_every_session_is_new() -> None:
    programme = public_programme(public_session("one"), public_session("two"))
    found = find_differences(None, programme)
    assert [(item.kind, item.code, item.change) for item in found] == [
        ("session", "one", Change.ADDED),
        ("session", "two", Change.ADDED),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"starts_at": NINE + timedelta(hours=1), "ends_at": HALF_PAST_TEN + timedelta(hours=1)},
            of(
                Change.CHANGED,
                "time",
                MORNING,
                Span(NINE + timedelta(hours=1), HALF_PAST_TEN + timedelta(hours=1)),
            ),
        ),
        ({"starts_at": None, "ends_at": None}, of(Change.CHANGED, "time", MORNING, None)),
        (
            {"venue": "town-hall", "room": "hall"},
            of(Change.CHANGED, "place", None, Place("town-hall", "hall", text("Town hall"), text("Great hall"))),
        ),
        (
            {"title": text("Start")},
            (Difference("session", "opening", text("Start"), Change.CHANGED, "title", TITLE, text("Start")),),
        ),
        (
            {"status": SessionStatus.CONFIRMED},
            of(Change.CHANGED, "status", SessionStatus.PROVISIONAL, SessionStatus.CONFIRMED),
        ),
        ({"kind": Kind.MEAL}, of(Change.CHANGED, "kind", Kind.MEETING, Kind.MEAL)),
        ({"abstract": text("New")}, of(Change.CHANGED, "abstract", text("We begin."), text("New"))),
        (
            {"slots": (PublicSlot("kari", 20, text("Topic")),)},
            of(Change.CHANGED, "slots", (), (Talk("kari", "Kari Nordmann", 20, text("Topic")),)),
        ),
        ({"status": SessionStatus.CANCELLED, "title": TITLE}, of(Change.CANCELLED, old=MORNING)),
        ({"status": SessionStatus.CANCELLED, "starts_at": None, "ends_at": None}, of(Change.CANCELLED, old=MORNING)),
    ],
)
def test_each_change_of_a_session_is_told_once(changed: dict[str, Any], expected: tuple[Difference, ...]) -> None:
    before = public_programme(public_session(), SPEAKS)
    assert after(before, public_session(**changed), SPEAKS) == expected


def test_a_session_that_is_gone_is_removed_once_and_never_again() -> None:
    before = public_programme(public_session(), public_session("other"))
    gone = released_again(before, public_draft(public_session("other")), now=LATER)
    assert find_differences(before, gone) == of(Change.REMOVED, old=MORNING)
    again = released_again(gone, public_draft(public_session("other")), now=LATER)
    assert find_differences(gone, again) == ()


def test_what_was_cancelled_comes_back_with_what_else_changed() -> None:
    before = public_programme(public_session(status=SessionStatus.CANCELLED))
    found = after(before, public_session(title=text("Start")))
    assert [(item.change, item.field) for item in found] == [(Change.RESTORED, ""), (Change.CHANGED, "title")]


def test_what_stays_cancelled_may_change_its_words() -> None:
    before = public_programme(public_session(status=SessionStatus.CANCELLED))
    found = after(before, public_session(status=SessionStatus.CANCELLED, abstract=text("Moved to the autumn.")))
    assert found == of(Change.CHANGED, "abstract", text("We begin."), text("Moved to the autumn."))


def test_another_name_of_a_venue_or_speaker_is_told_once_and_of_no_session() -> None:
    there = public_session(venue="town-hall", room="hall", slots=(PublicSlot("kari", 20, text("Topic")),))
    before = public_programme(there)
    kari, hall = before.speakers[0], before.venues[0]
    found = after(before, there, speakers=(replace(kari, name="Kari"),), venues=(replace(hall, name=text("Hall")),))
    assert [(item.kind, item.field) for item in found] == [("speaker", "name"), ("venue", "name")]


def test_another_venue_of_the_same_name_is_another_place() -> None:
    before = public_programme(public_session(venue="town-hall"))
    branch = replace(before.venues[0], code="branch", street="Storgata 2")
    found = after(before, public_session(venue="branch"), venues=(*before.venues, branch))
    assert (
        found[0]
        == of(
            Change.CHANGED,
            "place",
            Place("town-hall", None, text("Town hall"), None),
            Place("branch", None, text("Town hall"), None),
        )[0]
    )


def test_speakers_places_and_organisations() -> None:
    before = public_programme(public_session(), SPEAKS)
    kari, ola = before.speakers[0], PublicSpeaker("ola", "Ola", {}, {}, {}, "")
    moved = replace(before.venues[0], street="Storgata 2")
    speakers = (replace(kari, website="http://x.no"), ola)
    both = public_session(slots=(PublicSlot("ola", None, {}),)), SPEAKS
    found = after(before, *both, speakers=speakers, venues=(moved,))[1:]
    assert found == (
        Difference("speaker", "kari", "Kari Nordmann", Change.CHANGED, "website", "", "http://x.no"),
        Difference("speaker", "ola", "Ola", Change.ADDED, new=ola),
        Difference("venue", "town-hall", text("Town hall"), Change.CHANGED, "street", "Storgata 1", "Storgata 2"),
    )
    found = after(before, public_session(), organisations=())
    assert [(item.kind, item.change) for item in found] == [
        ("session", Change.REMOVED),
        ("speaker", Change.REMOVED),
        ("organisation", Change.REMOVED),
    ]


def test_facts_that_a_release_freezes() -> None:
    before = public_programme(public_session())
    found = after(before, public_session(), ends_on=date(2017, 4, 7))
    name = text("Visit to Oslo")
    assert found == (Difference("visit", "", name, Change.CHANGED, "ends_on", date(2017, 4, 6), date(2017, 4, 7)),)


words = st.sampled_from(["a", "b", "c"]).map(text)
times = st.sampled_from([None, NINE, HALF_PAST_TEN])


@st.composite
def sessions(draw: st.DrawFn) -> list[PublicSession]:
    codes = draw(st.lists(st.sampled_from(["one", "two", "three"]), unique=True))
    made = []
    for code in codes:
        starts = draw(times)
        made.append(
            public_session(
                code,
                title=draw(words),
                status=draw(st.sampled_from(list(SessionStatus))),
                starts_at=starts,
                ends_at=starts and starts + timedelta(hours=1),
                slots=draw(st.sampled_from([(), (PublicSlot("kari", 20, text("Topic")),)])),
            )
        )
    return made


@given(sessions(), sessions())
def test_releasing_the_same_draft_again_shows_nothing_new(
    first: list[PublicSession], then: list[PublicSession]
) -> None:
    before = released_again(public_programme(*first), public_draft(*then), now=LATER)
    assert find_differences(before, released_again(before, public_draft(*then), now=LATER)) == ()


@given(sessions(), sessions())
def test_nothing_is_told_where_nothing_is_shown_differently_and_all_else_is(
    first: list[PublicSession], then: list[PublicSession]
) -> None:
    before = public_programme(*first)
    release = next_programme(public_draft(*then), before, number=2, note=text("Next"), now=LATER)
    told = {item.code for item in find_differences(before, release)}
    older = {item.code: item for item in before.sessions}
    quiet = {item.code for item in release.sessions if item.changed_at == older.get(item.code, item).changed_at}
    quiet -= {item.code for item in release.sessions if item.code not in older}
    assert told & quiet == set()
    assert {item.code for item in release.sessions} - quiet - told == set()


def test_a_way_is_told_of_the_place_that_stands_first_and_only_between_places_that_were_there() -> None:
    hall, hut = (PublicVenue(code, text(code)) for code in ("hall", "hut"))
    new = PublicVenue("new", text("new"))
    taken, quicker = PublicWay("hut", "hall", 45, 10, "bus"), PublicWay("hall", "hut", 30)

    def told(before: tuple[PublicWay, ...], after: tuple[PublicWay, ...]) -> list[tuple[str, object, object]]:
        first = public_programme(venues=(hall, hut), ways=before)
        second = public_programme(venues=(hall, hut, new), ways=after)
        found = [each for each in find_differences(first, second) if each.field == "ways"]
        return [(each.code, each.old, each.new) for each in found]

    assert told((), (taken,)) == [("hall", None, WayTo(text("hut"), taken))]
    assert told((taken,), (quicker,)) == [("hall", WayTo(text("hut"), taken), WayTo(text("hut"), quicker))]
    assert told((taken,), ()) == [("hall", WayTo(text("hut"), taken), None)]
    assert told((taken,), (replace(taken, start="hall", end="hut"),)) == []
    assert told((), (PublicWay("hall", "new", 5),)) == []
