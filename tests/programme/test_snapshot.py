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
    assert first.ends_at
    moved = replace(first, ends_at=first.ends_at + timedelta(minutes=5))
    after = released_again(before, public_draft(moved, second), now=LATER)
    assert (after.session("a").sequence, after.session("a").changed_at) == (1, LATER)
    assert after.session("b") == before.session("b")


def test_a_moved_session_knows_its_time_before_the_latest_move() -> None:
    session = public_session("a")
    assert session.starts_at
    assert session.ends_at
    hour, no_time = timedelta(hours=1), {"starts_at": None, "ends_at": None}
    later = replace(session, starts_at=session.starts_at + hour, ends_at=session.ends_at + hour)
    retitled = replace(later, title=text("Other"))
    drafts = [session, later, retitled, replace(retitled, **no_time), later, session]
    programme, found = None, []
    for day, draft in enumerate(drafts):
        now = NOON + timedelta(days=day)
        programme = released_again(programme, public_draft(draft), now=now) if programme else public_programme(draft)
        found.append(programme.sessions[0].moved_from)
    first, second = session.starts_at, later.starts_at
    assert found == [None, first, first, first, first, second]
    assert snapshot.load(snapshot.dump(programme)) == programme


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


def test_a_removed_session_that_comes_back_goes_on_where_it_was() -> None:
    session = public_session("a")
    before = public_programme(session, public_session("b"))
    gone = released_again(before, public_draft(public_session("b")), now=LATER)
    back_at = LATER + timedelta(days=1)
    back = released_again(gone, public_draft(session, public_session("b")), now=back_at).session("a")
    first = before.session("a")
    assert first is not None
    assert back == replace(first, sequence=2, changed_at=back_at)
    assert (back.removed, back.status) == (False, SessionStatus.PROVISIONAL)


def test_two_speakers_have_exactly_their_own_sessions() -> None:
    programme = two_speakers(
        public_session("kari's", slots=speaks("kari")),
        public_session("nobody's"),
        public_session("ola's", slots=speaks("ola")),
        public_session("both", slots=speaks("ola", "kari")),
    )
    assert [item.code for item in programme.sessions_of("kari")] == ["kari's", "both"]
    assert [item.code for item in programme.sessions_of("ola")] == ["ola's", "both"]
    assert list(programme.sessions_of("nobody")) == []


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


def speaks(*speakers: str) -> tuple[snapshot.PublicSlot, ...]:
    return tuple(snapshot.PublicSlot(speaker, 30, {}) for speaker in speakers)


OLA = snapshot.PublicSpeaker("ola", "Ola Nordmann", {}, {}, {}, "")
CANCELLED = {"status": SessionStatus.CANCELLED}


def two_speakers(*sessions: snapshot.PublicSession) -> snapshot.PublicProgramme:
    draft = public_draft(*sessions)
    return replace(draft, speakers=(*draft.speakers, OLA))


def names(programme: snapshot.PublicProgramme) -> tuple[list[str], dict[str, list[str]]]:
    """The speakers, and those of each session."""
    slots = {item.code: [slot.speaker for slot in item.slots] for item in programme.sessions}
    return [speaker.code for speaker in programme.speakers], slots


def test_who_speaks_in_no_session_that_takes_place_is_not_public() -> None:
    """Whether they have declined, were not asked yet, or the session is cancelled."""
    sessions = (
        public_session("a", slots=speaks("kari")),
        public_session("b", slots=speaks("kari", "ola"), **CANCELLED),
    )
    first = snapshot.next_programme(two_speakers(*sessions), None, number=1, note={}, now=NOON)
    assert names(first) == (["kari"], {"a": ["kari"], "b": ["kari"]})
    assert "Ola" not in json.dumps(snapshot.dump(first))


def test_who_is_not_public_moves_no_session_but_those_that_named_them() -> None:
    named, other = public_session("named", slots=speaks("kari", "ola")), public_session("other", slots=speaks("kari"))
    cancelled = public_session("cancelled", slots=speaks("ola"), **CANCELLED)
    before = snapshot.next_programme(two_speakers(named, other, cancelled), None, number=1, note={}, now=NOON)
    assert names(before)[1]["cancelled"] == ["ola"]
    declined = two_speakers(replace(named, slots=speaks("kari")), other, cancelled)
    after = released_again(before, declined, now=LATER)
    assert names(after) == (["kari"], {"named": ["kari"], "other": ["kari"], "cancelled": []})
    assert {item.code: (item.sequence, item.changed_at) for item in after.sessions} == {
        "named": (0, LATER),
        "other": (0, NOON),
        "cancelled": (0, LATER),
    }
    assert released_again(after, declined, now=LATER + timedelta(days=1)).sessions == after.sessions


def test_a_release_of_an_earlier_version_is_read_without_who_is_not_public() -> None:
    sessions = (public_session("a", slots=speaks("kari")), public_session("b", slots=speaks("ola"), **CANCELLED))
    release = snapshot.next_programme(two_speakers(*sessions), None, number=1, note={}, now=NOON)
    dated = {item.code: item for item in release.sessions}
    kept = replace(
        release,
        speakers=two_speakers().speakers,
        sessions=tuple(replace(dated[item.code], slots=item.slots) for item in sessions),
    )
    stored = json.loads(json.dumps(snapshot.dump(kept)))
    assert "Ola" in json.dumps(stored)
    assert snapshot.load(stored) == release
    again = released_again(snapshot.load(stored), two_speakers(*sessions), now=LATER)
    assert again.sessions == release.sessions


def test_an_earlier_release_leaves_out_who_is_not_public_now() -> None:
    named, other = public_session("named", slots=speaks("kari", "ola")), public_session("other", slots=speaks("kari"))
    first = snapshot.next_programme(two_speakers(named, other), None, number=1, note={}, now=NOON)
    second = released_again(
        first, two_speakers(replace(named, slots=speaks("ola")), public_session("other")), now=LATER
    )
    shown = snapshot.as_shown_now(first, second)
    assert names(shown) == (["ola"], {"named": ["ola"], "other": []})
    assert (shown.number, shown.released_at) == (1, NOON)


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
