"""What is true of all, of most, of some, of none."""

import pytest

from eventapp.programme.overall import Overall, Share, tell_overall
from eventapp.programme.snapshot import Kind, PublicSession, SessionStatus
from tests.factories import public_session

STATUSES = {"p": SessionStatus.PROVISIONAL, "c": SessionStatus.CONFIRMED, "x": SessionStatus.CANCELLED}


def sessions(marks: str, **values: object) -> list[PublicSession]:
    """One for each letter: provisional, confirmed or cancelled."""
    return [public_session(f"s{number}", status=STATUSES[mark], **values) for number, mark in enumerate(marks)]


@pytest.mark.parametrize(
    ("marks", "share", "usual"),
    [
        ("", Share.NONE, "confirmed"),
        ("ccc", Share.NONE, "confirmed"),
        ("p", Share.SOME, "confirmed"),
        ("px", Share.SOME, "confirmed"),
        ("pc", Share.SOME, "confirmed"),
        ("ppc", Share.MOST, "provisional"),
        ("ppxx", Share.ALL, "provisional"),
    ],
)
def test_times_of_what_takes_place_are_told(marks: str, share: Share, usual: str) -> None:
    found = tell_overall(sessions(marks))
    assert (found.provisional, found.usual) == (share, usual)


def test_what_has_no_time_has_no_provisional_one() -> None:
    later = public_session("later", starts_at=None, ends_at=None)
    assert tell_overall([*sessions("cc"), later]).provisional is Share.NONE


@pytest.mark.parametrize(
    ("without", "with_place", "share", "follow"),
    [(0, 2, Share.NONE, False), (1, 1, Share.SOME, False), (2, 1, Share.MOST, True), (2, 0, Share.ALL, True)],
)
def test_places_of_what_needs_one_are_told(without: int, with_place: int, share: Share, follow: bool) -> None:
    meal = sessions("ccc", kind=Kind.MEAL)
    found = tell_overall([*sessions("c" * without), *sessions("c" * with_place, venue="town-hall"), *meal])
    assert (found.without_place, found.places_follow) == (share, follow)


def test_of_nothing_nothing_is_said() -> None:
    assert tell_overall([]) == Overall(Share.NONE, Share.NONE)
