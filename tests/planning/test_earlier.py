"""What a draft is as a release said: by codes, with what is never released left as it is."""

from dataclasses import replace
from typing import Any

from eventapp.core.text import LANGUAGES
from eventapp.planning.earlier import draft_as, gone
from eventapp.planning.plan import Key, Plan, initial_fields
from eventapp.programme.snapshot import PublicSlot, PublicWay, SessionStatus
from tests.factories import public_draft, public_session, text

A, B = Key("session", "a"), Key("session", "b")
HALL = Key("venue", "town-hall")
KARI, OLA = Key("speaker", "kari"), Key("speaker", "ola")
SLOT = PublicSlot("kari", 30, {"en": "On it"})


def thing(kind: str, **said: Any) -> dict[str, Any]:
    return {**initial_fields(kind), **said}


BY = Key("question", "arrives-by")


def local(name: str, words: str) -> dict[str, str]:
    return {f"{name}.{language}": text(words)[language] for language in LANGUAGES}


def test_what_exists_keeps_what_is_never_released_and_the_rest_is_as_it_was_then() -> None:
    draft = Plan(
        {
            Key("visit"): {"name.en": "Now"},
            BY: thing("question", required=True),
            BY.within("choice", "car"): thing("choice"),
            HALL: thing("venue", **local("name", "Renamed"), contact_name="Per", contact_public=False),
            KARI: thing("speaker", name="Kari N.", available="2017-04-04 off"),
            A: thing("session", uid="a-uid@visits.example.org", **local("title", "Other"), places=30, locked=True),
            A.within("slot", "kari"): thing("slot", status="confirmed", minutes=90),
        }
    )
    release = public_draft(public_session("a", venue="town-hall", room="hall", slots=(SLOT,)))
    after = draft_as(draft, release)
    assert after[Key("visit")] == {"name.en": "Now"}
    assert [after[key] for key in (BY, BY.within("choice", "car"))] == [
        thing("question", required=True),
        thing("choice"),
    ]
    assert (after[HALL]["name.en"], after[HALL]["contact_name"], after[HALL]["contact_public"]) == (
        "Town hall",
        "Per",
        False,
    )
    assert after[HALL.within("room", "hall")]["capacity"] == 40
    assert (after[KARI]["name"], after[KARI]["available"]) == ("Kari Nordmann", "2017-04-04 off")
    session = after[A]
    assert (session["title.en"], session["places"], session["locked"]) == ("Opening", 30, True)
    assert (session["venue"], session["room"], session["kind"]) == ("town-hall", "hall", "meeting")
    slot = after[A.within("slot", "kari")]
    assert (slot["status"], slot["minutes"], slot["topic.en"]) == ("confirmed", 30, "On it")


def test_what_the_release_has_not_is_gone_but_speakers_and_what_no_release_has() -> None:
    draft = Plan(
        {
            Key("venue", "hill"): thing("venue"),
            Key("venue", "hill").within("room", "top"): thing("room"),
            KARI: thing("speaker", name="Kari"),
            OLA: thing("speaker", name="Ola"),
            A: thing("session"),
            A.within("slot", "kari"): thing("slot"),
            A.within("slot", "ola"): thing("slot", status="declined"),
            B: thing("session"),
            B.within("slot", "ola"): thing("slot"),
        }
    )
    after = draft_as(draft, public_draft(public_session("a")))
    assert gone(draft, after) == [
        A.within("slot", "kari"),
        B.within("slot", "ola"),
        B,
        Key("venue", "hill").within("room", "top"),
        Key("venue", "hill"),
    ]
    assert list(after)[-4:] == [KARI, OLA, A, A.within("slot", "ola")]


def test_a_way_goes_before_its_places_and_comes_with_them() -> None:
    hill, way = Key("venue", "hill"), HALL.within("way", "hill")
    draft = Plan({HALL: thing("venue"), hill: thing("venue"), way: thing("way", minutes=25)})
    assert gone(draft, draft_as(draft, public_draft())) == [way, hill]
    [hall] = public_draft().venues
    both = public_draft(venues=(hall, replace(hall, code="hill")), ways=(PublicWay("hill", "town-hall", 20, 5, "bus"),))
    after = draft_as(Plan(), both)
    assert [key.path for key in after][-2:] == ["venue.hill.way.town-hall", "speaker.kari"]
    assert after[hill.within("way", "town-hall")] == {"minutes": 20, "waiting": 5, "by": "bus"}


def test_whoever_has_declined_since_is_invited_again_and_of_a_cancelled_session_the_unseen_stay() -> None:
    draft = Plan(
        {
            A: thing("session"),
            A.within("slot", "kari"): thing("slot", status="declined"),
            B: thing("session"),
            B.within("slot", "ola"): thing("slot", status="confirmed"),
            B.within("slot", "kari"): thing("slot", status="confirmed"),
        }
    )
    cancelled = public_session("b", status=SessionStatus.CANCELLED)
    after = draft_as(draft, public_draft(public_session("a", slots=(SLOT,)), cancelled))
    assert after[A.within("slot", "kari")]["status"] == "invited"
    assert B.within("slot", "ola") in after
    assert B.within("slot", "kari") not in after, "kari is public, and was not in it"


def test_a_public_contact_is_public_again_and_one_that_was_not_is_not() -> None:
    release = public_draft()
    [venue] = release.venues
    known = Plan({HALL: thing("venue", contact_name="Per", contact_public=True)})
    after = draft_as(known, release)
    assert (after[HALL]["contact_name"], after[HALL]["contact_public"]) == ("Per", False)
    after = draft_as(known, replace(release, venues=(replace(venue, contact_name="Pål"),)))
    assert (after[HALL]["contact_name"], after[HALL]["contact_public"]) == ("Pål", True)
