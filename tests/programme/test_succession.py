"""From one release to the next: sequences, dates, tombstones."""

from dataclasses import replace
from datetime import timedelta

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
    hour = timedelta(hours=1)
    later = replace(session, starts_at=session.starts_at + hour, ends_at=session.ends_at + hour)
    retitled = replace(later, title=text("Other"))
    drafts = [later, retitled, replace(retitled, starts_at=None, ends_at=None), later, session]
    programme = public_programme(session)
    found = [programme.sessions[0].moved_from]
    for day, draft in enumerate(drafts, start=1):
        programme = released_again(programme, public_draft(draft), now=NOON + timedelta(days=day))
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


def test_where_and_when_people_gather_counts_as_place_and_time() -> None:
    gathering = public_session("a", meeting_point={"en": "Lobby"}, meeting_minutes=20)
    before = public_programme(gathering, public_session("b"))
    for changed in (replace(gathering, meeting_point={"en": "Pier"}), replace(gathering, meeting_minutes=30)):
        after = released_again(before, public_draft(changed, public_session("b")), now=LATER)
        assert [(s.sequence, s.changed_at) for s in after.sessions] == [(1, LATER), (0, NOON)]
    quiet = replace(gathering, transfer={"en": "By bus"}, spoken="en", interpretation=("lt",), everybody=True)
    after = released_again(before, public_draft(quiet, public_session("b")), now=LATER)
    assert [(s.sequence, s.changed_at) for s in after.sessions] == [(0, LATER), (0, NOON)]
    assert snapshot.load(snapshot.dump(after)) == after
