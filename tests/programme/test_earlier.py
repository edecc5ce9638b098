"""An earlier release as a draft again: what was typed, and nothing that a release adds."""

from dataclasses import replace
from datetime import timedelta

from eventapp.programme.earlier import as_draft, still_public
from eventapp.programme.snapshot import PublicSlot, PublicWay, SessionStatus, order_sessions
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


def test_ways_between_its_places_are_those_of_now_and_where_there_is_none_those_of_then() -> None:
    [hall] = public_draft().venues
    hill, new = replace(hall, code="hill"), replace(hall, code="new")
    to_hill = PublicWay("town-hall", "hill", 25)
    then = public_programme(venues=(hall, hill), ways=(to_hill,))
    assert as_draft(then, public_draft(venues=(hall,))).ways == (to_hill,)
    quicker, to_new = PublicWay("hill", "town-hall", 20), PublicWay("new", "hill", 5)
    now = public_draft(venues=(hall, hill, new), ways=(to_new, quicker))
    assert as_draft(then, now).ways == (quicker,)


def test_who_has_declined_or_was_removed_and_a_contact_that_is_not_public_are_left_out() -> None:
    kari, ola = PublicSlot("kari", 30, {}), PublicSlot("ola", 30, {})
    a, b = public_session("a", slots=(kari, ola)), public_session("b", slots=(kari,))
    [hall] = public_draft().venues
    [speaker] = public_draft().speakers
    asked, another = replace(hall, contact_name="Per"), replace(hall, code="hill", contact_name="Pia")
    then = public_draft(a, b, speakers=(speaker, replace(speaker, code="ola")), venues=(asked, another))
    now = public_draft(venues=(hall, another))
    shown = still_public(then, now, {("a", "kari")})
    assert shown.speakers == (speaker,)
    assert shown.sessions == (replace(a, slots=()), b)
    assert shown.venues == (hall, another)
    assert still_public(then, then, set()) == then


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
