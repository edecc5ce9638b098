"""What a thing of the file is known by: its code, its name, its UID, before and after a release, and removed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp.core.db import session
from eventapp.programme.models import Room, Session, SpeakerSlot, Venue
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import SessionStatus
from eventapp.visitfiles.operations import dump_visit
from eventapp.visits.queries import get_visit
from tests.factories import NOON, make_session, make_visit, publish
from tests.visitfiles.files import FACTS, OPENING, VISIT, WALK, WHOLE, codes, edit, load, refusal, row


def test_a_thing_without_a_code_gets_five_letters_and_is_known_by_its_name(app: Flask) -> None:
    text = (
        VISIT
        + FACTS
        + WALK.replace('code = "walk"\n', "")
        + '[[venue]]\nname.en = "A"\n[[venue.room]]\nname.en = "R"\n'
    )
    report = load(text)
    (code,) = codes()
    assert re.fullmatch("[a-z]{5}", code)
    assert report.added == ("venue 1", "venue 1.room 1", "session 1")
    assert load(text).changes_nothing
    assert load(text.replace('"R"', '"R"\ncapacity = 5')).changed == (
        f"venue.{session.scalars(select(Venue.code)).one()}.room."
        f"{session.scalars(select(Room.code)).one()}.capacity: nothing → 5",
    )


def test_two_things_of_one_name_need_codes(app: Flask) -> None:
    twice = WALK.replace('code = "walk"\n', "") * 2
    assert refusal(VISIT + FACTS + twice) == [
        "visit.toml:14: session.?2: expected a code; more than one thing has this name"
    ]


def test_a_uid_from_the_file_is_kept(app: Flask) -> None:
    load(VISIT + 'calendar_uid = "v@elsewhere"\n' + FACTS + OPENING + 'uid = "s@elsewhere"')
    assert (get_visit("oslo").calendar_uid, row("opening").uid) == ("v@elsewhere", "s@elsewhere")


def test_before_the_release_a_session_may_get_another_code(app: Flask) -> None:
    load(
        VISIT
        + FACTS
        + OPENING
        + 'uid = "s@elsewhere"\n[[session.slot]]\nspeaker = "a"\n[[speaker]]\ncode = "a"\nname = "A"'
    )
    report = load(VISIT + OPENING.replace("opening", "start") + 'uid = "s@elsewhere"')
    assert report.changed == ('session.opening.code: "opening" → "start"',)
    assert (codes(), row("start").uid) == (["start"], "s@elsewhere")
    assert "session.start.slot.a" in report.omitted


def test_after_the_release_it_keeps_its_code_and_uid(app: Flask) -> None:
    load(VISIT + FACTS + OPENING + 'uid = "s@elsewhere"')
    publish(get_visit("oslo").id)
    assert refusal(VISIT + OPENING.replace("opening", "start") + 'uid = "s@elsewhere"') == [
        'visit.toml:13: session.start.uid: this UID is that of session "opening", which keeps it'
    ]
    assert refusal(VISIT + OPENING + 'uid = "t@elsewhere"', overwrite=True) == [
        'visit.toml:13: session.opening.uid: it keeps its UID once released, "s@elsewhere"'
    ]
    assert "visit.calendar_uid: it keeps" in refusal(VISIT + 'calendar_uid = "w@elsewhere"', overwrite=True)[0]


@pytest.mark.parametrize("line", ['uid = "s@elsewhere"', 'uid = "v@elsewhere"'])
def test_a_uid_of_another_visit_makes_the_file_a_copy_whose_uids_are_drawn_anew(app: Flask, line: str) -> None:
    make_session(make_visit(slug="bergen", calendar_uid="v@elsewhere").id, "talk", uid="s@elsewhere")
    report = load(VISIT + 'calendar_uid = "own@elsewhere"\n' + FACTS + OPENING + line)
    assert report.notes == ("the UIDs in the file are another visit's; this one has its own",)
    uids = {get_visit("oslo").calendar_uid, row("opening").uid}
    assert len(uids) == 2
    assert not [uid for uid in uids if uid.endswith("@elsewhere")]


def test_a_dumped_file_under_another_slug_is_a_visit_of_its_own(app: Flask) -> None:
    load(WHOLE)
    dumped = dump_visit("oslo")
    first = {get_visit("oslo").calendar_uid, *_uids("oslo")}
    load(dumped.replace('slug = "oslo"', 'slug = "oslo-again"'))
    second = {get_visit("oslo-again").calendar_uid, *_uids("oslo-again")}
    assert (len(first), len(second), first & second) == (3, 3, set())
    again = load(dumped.replace('slug = "oslo"', 'slug = "oslo-again"'))
    assert (again.changes_nothing, {get_visit("oslo-again").calendar_uid, *_uids("oslo-again")}) == (True, second)
    assert load(dumped).changes_nothing


def test_a_dump_loaded_where_its_visit_is_not_keeps_its_uids_under_its_slug_alone(app: Flask) -> None:
    text = VISIT + 'dumped_from = "{}"\ncalendar_uid = "v@elsewhere"\n' + FACTS + OPENING + 'uid = "s@elsewhere"'
    load(text.format("bergen"))
    assert not [uid for uid in (get_visit("oslo").calendar_uid, *_uids("oslo")) if uid.endswith("@elsewhere")]
    load(text.format("oslo").replace('slug = "oslo"', 'slug = "vilnius"').replace('"oslo"', '"vilnius"'))
    assert (get_visit("vilnius").calendar_uid, *_uids("vilnius")) == ("v@elsewhere", "s@elsewhere")


def test_two_visits_cannot_have_one_uid(app: Flask) -> None:
    make_visit(calendar_uid="v@elsewhere")
    with pytest.raises(IntegrityError):
        make_visit(slug="bergen", calendar_uid="v@elsewhere")


def _uids(slug: str) -> list[str]:
    return list(session.scalars(select(Session.uid).where(Session.visit_id == get_visit(slug).id)))


def test_a_removed_session_leaves_the_draft(app: Flask) -> None:
    load(WHOLE)
    text = VISIT + 'removed_sessions = ["opening"]'
    assert load(text).removed == ("session.opening",)
    assert (codes(), session.scalars(select(SpeakerSlot)).all()) == (["walk"], [])
    again = load(text)
    assert (again.changes_nothing, again.notes) == (True, ('visit.removed_sessions: there is no session "opening"',))


def test_once_released_it_stays_public_as_cancelled_and_its_code_is_used_up(app: Flask) -> None:
    load(WHOLE)
    visit_id = get_visit("oslo").id
    publish(visit_id)
    load(VISIT + 'removed_sessions = ["opening"]')
    publish(visit_id)
    public = find_programme(visit_id).session("opening")
    assert (public.removed, public.status) == (True, SessionStatus.CANCELLED)
    assert refusal(VISIT + OPENING, overwrite=True) == [
        "visit.toml:6: session.opening: this code stood for something in an earlier release; expected a new one"
    ]
    assert load(VISIT + 'removed_sessions = ["opening"]').notes == ()


def test_the_uid_of_a_removed_session_is_never_given_again(app: Flask) -> None:
    """Calendars would take the new session for the cancelled one, and the feed would hold both."""
    load(WHOLE)
    visit_id = get_visit("oslo").id
    publish(visit_id)
    uid = find_programme(visit_id).session("opening").uid
    load(VISIT + 'removed_sessions = ["opening"]')
    again = VISIT + OPENING.replace('"opening"', '"again"') + f'uid = "{uid}"'
    for text in (again, again.replace('code = "again"', "")):
        assert refusal(text, overwrite=True)[0].endswith('uid: this UID is that of session "opening", which keeps it')


def test_removing_what_an_organiser_changed_is_a_conflict(app: Flask) -> None:
    load(WHOLE)
    edit("opening", title={"en": "Welcome"})
    text = VISIT + 'removed_sessions = ["opening"]'
    assert refusal(text) == [
        "visit.toml:5: visit.removed_sessions: "
        'an organiser changed "opening" since the last load; --overwrite removes it all the same'
    ]
    assert load(text, overwrite=True).removed == ("session.opening",)


def test_a_session_moved_in_the_file_is_the_only_one_that_calendars_see_change(app: Flask) -> None:
    load(WHOLE + '\nday = 2017-04-04\nfrom = "09:00"\nto = "10:00"')
    visit_id = get_visit("oslo").id
    publish(visit_id)
    load(VISIT + OPENING.replace("10:30", "10:45"))
    publish(visit_id, now=NOON + timedelta(days=1))
    sessions = find_programme(visit_id).sessions
    assert [(item.code, item.sequence, item.changed_at) for item in sessions] == [
        ("opening", 1, NOON + timedelta(days=1)),
        ("walk", 0, NOON),
    ]
