"""What somebody has chosen of a programme, on a page and, release after release, in a calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eventapp.programme.selection import Choices, Selection, choices, choose, entries_so_far, part_of
from eventapp.programme.snapshot import (
    Kind,
    PublicProgramme,
    PublicSession,
    PublicSlot,
    PublicSpeaker,
    SessionStatus,
    as_shown_now,
)
from eventapp.programme.timetable import make_timetable
from tests.factories import NOON, public_draft, public_programme, public_session, released_again, text

OSLO = "Europe/Oslo"
MONDAY = datetime(2017, 4, 3, 7, tzinfo=UTC)
PEOPLE = tuple(PublicSpeaker(code, code.title(), {}, {}, {}, "") for code in ("kari", "ada"))
KARI, ADA = PublicSlot("kari", None, {}), PublicSlot("ada", None, {})


def item(code: str, days: float = 0, **values: Any) -> PublicSession:
    starts = MONDAY + timedelta(days=days)
    spans = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    return public_session(code, **{**spans, "slots": (), "venue": "town-hall", "room": None, **values})


def release(*sessions: PublicSession, **values: Any) -> PublicProgramme:
    return public_programme(*sessions, speakers=PEOPLE, **values)


def again(before: PublicProgramme, *sessions: PublicSession, days: int = 1) -> PublicProgramme:
    released_at = NOON + timedelta(days=before.number + days - 1)
    return released_again(before, public_draft(*sessions, speakers=PEOPLE), now=released_at)


def entries(chosen: Selection, *releases: PublicProgramme) -> dict[str, tuple[str, int, datetime | None]]:
    """{code: (status, SEQUENCE, LAST-MODIFIED)} of that calendar."""
    shown = [as_shown_now(each, releases[-1]) for each in releases]
    found = [entry.session for entry in entries_so_far(chosen, releases, shown)]
    return {session.code: (session.status.value, session.sequence, session.changed_at) for session in found}


def test_what_there_is_to_choose_from() -> None:
    late = item("late", 0, starts_at=datetime(2017, 4, 3, 22, 30, tzinfo=UTC), kind=Kind.SOCIAL, venue=None)
    found = choices(release(item("first", slots=(KARI,)), late, item("untimed", starts_at=None, ends_at=None)))
    days = {"2017-04-03": date(2017, 4, 3), "2017-04-04": date(2017, 4, 4)}
    assert found == Choices(days, ["meeting", "social"], ["town-hall"], ["kari"])


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        (Selection(), "plain other untimed"),
        (Selection(day="2017-04-03"), "plain"),
        (Selection(kind="meal"), "other"),
        (Selection(venue="town-hall"), "plain untimed"),
        (Selection(speaker="kari"), "other untimed"),
        (Selection(day="2017-04-04", kind="meal", speaker="kari"), "other"),
        (Selection(day="2017-04-03", speaker="kari"), ""),
    ],
)
def test_all_that_is_chosen_has_to_be_so(chosen: Selection, codes: str) -> None:
    programme = release(
        item("plain", slots=(ADA,)),
        item("other", 1, kind=Kind.MEAL, venue=None, slots=(KARI, ADA)),
        item("untimed", starts_at=None, ends_at=None, slots=(KARI,)),
    )
    assert [session.code for session in programme.sessions if chosen.has(session, OSLO)] == codes.split()
    timetable = part_of(make_timetable(programme), chosen, OSLO)
    shown = [session.code for day in timetable.days for session in day.sessions]
    assert [*shown, *(session.code for session in timetable.unscheduled)] == codes.split()
    assert all(day.rows for day in timetable.days)


def test_a_row_says_of_itself_what_it_says_in_the_whole() -> None:
    long = item("long", ends_at=MONDAY + timedelta(hours=3))
    programme = release(long, item("within", 1 / 24, kind=Kind.MEAL))
    (day,) = part_of(make_timetable(programme), Selection(kind="meal"), OSLO).days
    assert [sitting.session.code for row in day.rows for sitting in row.still_on] == ["long"]


def test_only_what_a_programme_knows_is_chosen_in_the_order_of_addresses() -> None:
    programme = release(item("opening", slots=(KARI,)))
    asked = {"speaker": "kari", "kind": "meal", "venue": "none", "day": "2017-04-03", "page": "2"}
    assert choose(asked, choices(programme)).pairs == (("day", "2017-04-03"), ("speaker", "kari"))
    earlier = replace(programme, sessions=(item("opening", kind=Kind.MEAL),))
    both = choose(asked, choices(programme), choices(earlier))
    assert both.pairs == (("day", "2017-04-03"), ("kind", "meal"), ("speaker", "kari"))


def test_what_moves_to_another_day_is_cancelled_where_it_was() -> None:
    first = release(item("opening"), item("other"))
    second = again(first, item("opening", 1), item("other"))
    monday = entries(Selection(day="2017-04-03"), first, second)
    assert monday == {"opening": ("cancelled", 2, second.released_at), "other": ("provisional", 0, first.released_at)}
    assert entries(Selection(day="2017-04-04"), first, second) == {"opening": ("provisional", 1, second.released_at)}


def test_the_cancelled_one_is_as_it_last_was_among_what_is_chosen() -> None:
    first = release(item("opening"))
    second = again(first, item("opening", 1, title=text("Welcome")))
    shown = [as_shown_now(first, second), second]
    (entry,) = entries_so_far(Selection(day="2017-04-03"), [first, second], shown)
    assert (entry.session.last_starts_at, entry.session.title) == (MONDAY, first.sessions[0].title)
    assert entry.session.uid == second.sessions[0].uid


def test_each_leaving_and_coming_back_is_a_step_of_its_own() -> None:
    chosen = Selection(kind="meal")
    releases = [release(item("lunch", kind=Kind.MEAL))]
    for kind in (Kind.SOCIAL, Kind.MEAL, Kind.MEAL, Kind.SOCIAL):
        releases.append(again(releases[-1], item("lunch", kind=kind)))
    seen = [entries(chosen, *releases[:number])["lunch"] for number in range(1, 6)]
    at = [each.released_at for each in releases]
    assert seen == [
        ("provisional", 0, at[0]),
        ("cancelled", 1, at[1]),
        ("provisional", 2, at[2]),
        ("provisional", 2, at[2]),
        ("cancelled", 3, at[4]),
    ]


def test_a_kind_changed_in_place_is_no_other_sequence_elsewhere() -> None:
    first = release(item("lunch", kind=Kind.MEAL))
    second = again(first, item("lunch", kind=Kind.SOCIAL))
    assert entries(Selection(kind="social"), first, second)["lunch"][:2] == ("provisional", 0)


def test_what_is_cancelled_or_removed_stays_so() -> None:
    first = release(item("off"), item("gone"))
    second = again(first, item("off", status=SessionStatus.CANCELLED))
    found = entries(Selection(day="2017-04-03"), first, second)
    assert {code: told[:2] for code, told in found.items()} == {"off": ("cancelled", 1), "gone": ("cancelled", 1)}


def test_who_is_not_public_any_more_is_cancelled_without_a_name() -> None:
    first = release(item("opening", slots=(KARI, ADA)), item("talk", slots=(KARI,)))
    second = again(first, item("opening", slots=(ADA,)), item("talk"))
    assert {code: told[0] for code, told in entries(Selection(speaker="kari"), first, second).items()} == {
        "opening": "cancelled",
        "talk": "cancelled",
    }
    shown = [as_shown_now(first, second), second]
    found = entries_so_far(Selection(speaker="kari"), [first, second], shown)
    assert "Kari" not in repr(found)


def test_what_was_never_chosen_is_not_there() -> None:
    first = release(item("opening"))
    assert entries(Selection(day="2017-04-05"), first, again(first, item("opening", 1))) == {}
