"""An earlier release as a draft again: what was typed, and nothing that a release adds."""

from dataclasses import replace
from datetime import timedelta

from eventapp.programme.earlier import as_draft
from eventapp.programme.snapshot import PublicSlot, SessionStatus, order_sessions
from tests.factories import NOON, public_draft, public_programme, public_session, released_again, text

DAY = timedelta(days=1)


def test_of_a_first_release_it_is_the_draft_that_was_released() -> None:
    slot = PublicSlot("kari", 30, {})
    draft = public_draft(public_session("a", slots=(slot,), venue="town-hall", room="hall"), public_session("b"))
    release = public_programme(*draft.sessions)
    assert as_draft(release, draft) == draft


def test_what_releases_have_added_is_not_there_and_what_was_removed_neither() -> None:
    a, b = public_session("a"), public_session("b")
    assert a.starts_at
    moved = replace(a, starts_at=a.starts_at + DAY, ends_at=a.starts_at + 2 * DAY)
    release = released_again(public_programme(a, b), public_draft(moved), now=NOON + DAY)
    assert [(each.code, each.removed) for each in release.sessions] == [("b", True), ("a", False)]
    assert as_draft(release, public_draft()).sessions == (moved,)


def test_facts_and_organisations_are_those_of_now_and_a_host_that_is_gone_is_none() -> None:
    release = public_programme(public_session("a"))
    [venue] = release.venues
    hosted = replace(release, venues=(replace(venue, host="birzai"), replace(venue, code="hill", host="gone")))
    now = public_draft(name=text("Renamed"))
    found = as_draft(hosted, now)
    assert (found.name, found.organisations) == (now.name, now.organisations)
    assert [each.host for each in found.venues] == ["birzai", None]


def test_released_again_every_entry_keeps_its_uid_and_follows() -> None:
    a, b = public_session("a"), public_session("b")
    assert a.starts_at
    first = public_programme(a, b)
    moved = replace(a, starts_at=a.starts_at + DAY, ends_at=a.starts_at + 2 * DAY)
    second = released_again(first, public_draft(moved, public_session("c")), now=NOON + DAY)
    third = released_again(second, as_draft(first, public_draft()), now=NOON + 2 * DAY)
    found = {each.code: each for each in third.sessions}
    assert [(code, found[code].uid, found[code].sequence, found[code].status) for code in "abc"] == [
        ("a", a.uid, 2, SessionStatus.PROVISIONAL),
        ("b", b.uid, 2, SessionStatus.PROVISIONAL),  # cancelled, and taking place after all
        ("c", "c-uid@visits.example.org", 1, SessionStatus.CANCELLED),
    ]
    assert order_sessions([found["a"], found["b"], found["c"]]) == third.sessions
    assert found["a"].moved_from == moved.starts_at
