"""Releases: sequences, tombstones, and the way through JSON."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme import snapshot
from eventapp.programme.snapshot import SessionStatus
from tests.factories import NOON, public_draft, public_programme, public_session, released_again, text

LATER = NOON + timedelta(days=1)


def test_a_first_release_starts_each_session_at_zero() -> None:
    programme = public_programme(public_session())
    assert [(s.sequence, s.changed_at) for s in programme.sessions] == [(0, NOON)]


def test_only_a_moved_session_gets_a_new_sequence_and_date() -> None:
    first, second = public_session("a"), public_session("b")
    before = public_programme(first, second)
    moved = replace(first, ends_at=first.ends_at + timedelta(minutes=5))
    after = released_again(before, public_draft(moved, second), now=LATER)
    assert (after.session("a").sequence, after.session("a").changed_at) == (1, LATER)
    assert after.session("b") == before.session("b")


def test_a_retitle_moves_the_date_and_not_the_sequence() -> None:
    before = public_programme(public_session())
    after = released_again(before, public_draft(public_session(title=text("Other"))), now=LATER)
    assert (after.sessions[0].sequence, after.sessions[0].changed_at) == (0, LATER)


def test_a_renamed_speaker_redates_the_sessions_that_name_them() -> None:
    with_slot = public_session("a", slots=(snapshot.PublicSlot("kari", 30, {}),))
    before = public_programme(with_slot, public_session("b"))
    draft = public_draft(with_slot, public_session("b"))
    draft = replace(draft, speakers=(replace(draft.speakers[0], name="Kari N."),))
    after = released_again(before, draft, now=LATER)
    assert [(s.code, s.changed_at) for s in after.sessions] == [("a", LATER), ("b", NOON)]


def test_a_removed_session_stays_cancelled_forever_and_changes_once() -> None:
    before = public_programme(public_session("a"), public_session("b"))
    second = released_again(before, public_draft(public_session("b")), now=LATER)
    third = released_again(second, public_draft(public_session("b")), now=LATER + timedelta(days=1))
    gone = second.session("a")
    assert (gone.removed, gone.status, gone.sequence, gone.changed_at) == (True, SessionStatus.CANCELLED, 1, LATER)
    assert third.session("a") == gone


def test_a_session_that_loses_its_time_keeps_the_last_one_for_calendars() -> None:
    before = public_programme(public_session())
    lost = released_again(before, public_draft(public_session(starts_at=None, ends_at=None)), now=LATER).sessions[0]
    assert (lost.starts_at, lost.sequence) == (None, 1)
    assert (lost.last_starts_at, lost.last_ends_at) == (before.sessions[0].starts_at, before.sessions[0].ends_at)


def test_a_changed_address_of_the_venue_is_a_moved_session() -> None:
    session = public_session(venue="town-hall", room="hall")
    before = public_programme(session)
    draft = public_draft(session)
    draft = replace(draft, venues=(replace(draft.venues[0], street="Lillegata 2"),))
    assert released_again(before, draft, now=LATER).sessions[0].sequence == 1


def test_a_speaker_who_left_the_draft_is_in_no_tombstone() -> None:
    before = public_programme(public_session(slots=(snapshot.PublicSlot("kari", 30, {}),)))
    after = released_again(before, public_draft(speakers=()), now=LATER)
    assert after.sessions[0].slots == ()


def test_a_newer_format_is_refused() -> None:
    content = snapshot.dump(public_programme()) | {"format": 99}
    with pytest.raises(ValueError, match="99"):
        snapshot.load(content)


INSTANTS = st.integers(0, 96 * 3600).map(lambda s: datetime(2017, 4, 3, tzinfo=UTC) + timedelta(seconds=s))


@given(starts=st.lists(st.none() | INSTANTS, max_size=8), again=st.lists(st.none() | INSTANTS, max_size=8))
def test_a_release_survives_json_and_an_unchanged_draft_changes_nothing(
    starts: list[datetime | None], again: list[datetime | None]
) -> None:
    def draft(times: list[datetime | None]) -> snapshot.PublicProgramme:
        return public_draft(
            *(
                public_session(f"s{n}", starts_at=start, ends_at=start and start + timedelta(hours=1))
                for n, start in enumerate(times)
            )
        )

    first = snapshot.next_programme(draft(starts), None, number=1, note={}, now=NOON)
    second = released_again(first, draft(again), now=LATER)
    third = released_again(second, draft(again), now=LATER + timedelta(days=1))
    assert third.sessions == second.sessions
    assert {s.code for s in first.sessions} <= {s.code for s in second.sessions}
    for programme in (first, second):
        assert snapshot.load(json.loads(json.dumps(snapshot.dump(programme)))) == programme
