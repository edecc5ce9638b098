"""Releases: who is public, and the way through JSON."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme import snapshot
from eventapp.programme.snapshot import SessionStatus
from eventapp.programme.succession import next_programme
from tests.factories import NOON, public_draft, public_programme, public_session, released_again

LATER = NOON + timedelta(days=1)


def speaks(*speakers: str) -> tuple[snapshot.PublicSlot, ...]:
    return tuple(snapshot.PublicSlot(speaker, 30, {}) for speaker in speakers)


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
    first = next_programme(two_speakers(*sessions), None, number=1, note={}, now=NOON)
    assert names(first) == (["kari"], {"a": ["kari"], "b": ["kari"]})
    assert "Ola" not in json.dumps(snapshot.dump(first))


def test_who_is_not_public_moves_no_session_but_those_that_named_them() -> None:
    named, other = public_session("named", slots=speaks("kari", "ola")), public_session("other", slots=speaks("kari"))
    cancelled = public_session("cancelled", slots=speaks("ola"), **CANCELLED)
    before = next_programme(two_speakers(named, other, cancelled), None, number=1, note={}, now=NOON)
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
    release = next_programme(two_speakers(*sessions), None, number=1, note={}, now=NOON)
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
    first = next_programme(two_speakers(named, other), None, number=1, note={}, now=NOON)
    second = released_again(
        first, two_speakers(replace(named, slots=speaks("ola")), public_session("other")), now=LATER
    )
    shown = snapshot.as_shown_now(first, second)
    assert names(shown) == (["ola"], {"named": ["ola"], "other": []})
    assert (shown.number, shown.released_at) == (1, NOON)


def test_an_earlier_release_leaves_out_every_contact_that_is_not_public_now() -> None:
    whom: dict[str, Any] = {"contact_name": "Per", "contact_phone": "+47 1"}
    [hall] = public_draft().venues
    first = public_programme(venues=(replace(hall, **whom), replace(hall, code="gone", **whom)), **whom)
    now: dict[str, Any] = {"contact_name": "Per", "contact_phone": "+47 2", "contact_email": "per@example.org"}
    second = public_programme(venues=(replace(hall, **now),), **now)
    shown = snapshot.as_shown_now(first, second)
    assert shown == replace(
        first, contact_phone="", venues=(replace(hall, contact_name="Per"), replace(hall, code="gone"))
    )


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

    first = next_programme(draft(starts), None, number=1, note={}, now=NOON)
    second = released_again(first, draft(again), now=LATER)
    third = released_again(second, draft(again), now=LATER + timedelta(days=1))
    assert third.sessions == second.sessions
    assert {s.code for s in first.sessions} <= {s.code for s in second.sessions}
    for programme in (first, second):
        assert snapshot.load(json.loads(json.dumps(snapshot.dump(programme)))) == programme
