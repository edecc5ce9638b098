"""An earlier version is released again, or becomes the draft: what readers then get is what it said."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import NothingToSave
from eventapp.planning.errors import CodeInUse, ReleasedMeanwhile
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.planning.reading import draft_plan
from eventapp.planning.taking_back import become
from eventapp.programme import snapshot
from eventapp.programme.draft import draft_programme
from eventapp.programme.earlier import as_draft
from eventapp.programme.models import Release, Session, Speaker, SpeakerSlot, Venue, Way
from eventapp.programme.queries import find_programme, releases_so_far
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing.earlier import get_release, preview_again, preview_back, release_again, take_back
from eventapp.publishing.errors import DraftChangedMeanwhile, NothingToRelease, ReleaseNotFound
from eventapp.publishing.operations import publish_programme
from eventapp.registration.models import Registration
from eventapp.undo.operations import undo_step
from eventapp.undo.steps import latest_steps
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.factories import (
    LINKS,
    NOON,
    add,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
    text,
)
from tests.registration.people import join

DAY = timedelta(days=1)


def act(days: int = 1) -> Act:
    return Act(organiser(1), LINKS, NOON + days * DAY)


@pytest.fixture
def visit(app: Flask) -> int:
    """Released once: two sessions in two places with a speaker each, and one without anything."""
    visit = make_visit()
    for number, (place, who) in enumerate((("town-hall", "kari"), ("hill", "ola")), start=1):
        venue = make_venue(visit.id, place, position=number)
        room = make_room(venue.id)
        speaker = make_speaker(visit.id, who, position=number, name=who.title())
        made = make_session(visit.id, f"s{number}", position=number, venue_id=venue.id, room_id=room.id)
        make_slot(made.id, speaker.id)
    make_session(visit.id, "untimed", position=3, starts_at=None, ends_at=None)
    publish(visit.id)
    return visit.id


def said(programme: PublicProgramme) -> PublicProgramme:
    """Without what tells one release from another."""
    return replace(as_draft(programme, programme), number=0, note=None, released_at=None)


def edit(visit: int, path: str, **fields: Any) -> None:
    key = Key.of(path.split("."))
    now = draft_plan(get_visit("oslo"))[key]
    with transaction():
        save_item(visit, Edit(key, {**now, **fields}, dict(now)), act=act())


def remove(visit: int, key: Key) -> None:
    with transaction():
        remove_item(visit, key, act=act())


def back(visit: int, number: int = 1, digest: str = "") -> None:
    release = get_release(visit, number)
    digest = digest or preview_back(get_visit("oslo"), release, now=NOON).digest
    with transaction():
        take_back(visit, number, digest, act=act(2))


def test_taken_back_and_released_it_says_what_it_said(visit: int) -> None:
    edit(visit, "session.s1", **{"title.en": "Other", "venue": "hill", "room": "hall", "status": "confirmed"})
    edit(visit, "venue.town-hall", **{"name.en": "Renamed"})
    for key in (Key("session", "s2"), Key("venue", "town-hall").within("room", "hall"), Key("venue", "town-hall")):
        remove(visit, key)
    make_session(visit, "new", position=4)
    publish(visit, now=NOON + DAY)
    back(visit)
    publish(visit, now=NOON + 3 * DAY)
    third, second, first = releases_so_far(visit)
    assert said(third) == said(first) != said(second)
    assert {each.code: each.uid for each in third.sessions if not each.removed} == {
        each.code: each.uid for each in first.sessions
    }
    assert [(each.code, each.removed) for each in third.sessions if each.code == "new"] == [("new", True)]


def anything(visit: int, chance: Random) -> None:
    """Something that organisers may do."""
    plan = draft_plan(get_visit("oslo"))
    sessions = [key for key, _ in plan.of_kind("session")]
    key = chance.choice(sessions) if sessions else None
    fields = dict(plan[key]) if key else {}
    deeds: list[Callable[[], Any]] = [
        lambda: make_session(visit, f"n{chance.randrange(10**6)}", position=chance.randrange(9)),
        lambda: edit(visit, "speaker.kari", name=f"Kari {chance.randrange(99)}"),
    ]
    if key:
        deeds += [
            lambda: edit(visit, key.path, status=chance.choice(["provisional", "confirmed", "cancelled"])),
            lambda: edit(visit, key.path, venue=chance.choice(["", "hill"]), room="", locked=chance.random() < 0.5),
            lambda: edit(visit, key.path, **{"title.nb": f"Tittel {chance.randrange(99)}"}),
            lambda: remove(visit, key),
        ]
    if key and fields["starts"]:
        hours = timedelta(hours=chance.randrange(1, 50))
        deeds.append(lambda: edit(visit, key.path, starts=fields["starts"] + hours, ends=fields["ends"] + hours))
    if slots := [each.path for each, _ in plan.of_kind("slot")]:
        deeds.append(lambda: edit(visit, slots[0], status=chance.choice(["invited", "confirmed", "declined"])))
    with suppress(NothingToSave):
        chance.choice(deeds)()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_done_between_it_says_what_it_said(visit: int, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same each time
    for day in range(1, 4):
        for _ in range(5):
            anything(visit, chance)
        publish(visit, now=NOON + day * DAY)
    number = chance.randrange(1, 4)
    back(visit, number)
    publish(visit, now=NOON + 9 * DAY)
    latest, *earlier = releases_so_far(visit)
    assert said(latest) == said(earlier[-number])
    for old in earlier:
        for was in old.sessions:
            now = latest.session(was.code)
            assert now
            assert now.uid == was.uid
            assert now.sequence >= was.sequence


def test_what_is_never_released_stays_and_registrations_are_not_touched(visit: int) -> None:
    with transaction():
        session.execute(update(Session).where(Session.code == "s1").values(places=30, locked=True))
        session.execute(update(Speaker).where(Speaker.code == "kari").values(available="2017-04-04 off", name="K. N."))
    join(visit, "ona@example.org")
    people = session.scalars(select(Registration.status)).all()
    back(visit)
    row = session.scalars(select(Session).where(Session.code == "s1")).one()
    assert (row.places, row.locked) == (30, True)
    kari = session.scalars(select(Speaker).where(Speaker.code == "kari")).one()
    assert (kari.name, kari.available) == ("Kari", "2017-04-04 off")
    assert session.scalars(select(Registration.status)).all() == people


def way(visit: int, start: str, end: str, minutes: int) -> None:
    """Between two places, which come to be if they are not there."""
    codes = {row.code: row.id for row in session.scalars(select(Venue))}
    ends = [codes[code] if code in codes else make_venue(visit, code, position=9).id for code in (start, end)]
    add(Way(venue_id=ends[0], to_id=ends[1], position=1, minutes=minutes, waiting=0, by=""))


def test_ways_stay_but_to_places_that_go_and_all_of_it_can_be_undone(visit: int) -> None:
    way(visit, "town-hall", "hill", 25)
    way(visit, "hill", "late", 5)
    way(visit, "later", "late", 7)
    before = list(draft_plan(get_visit("oslo")).items())
    back(visit)
    assert [key.path for key, _ in draft_plan(get_visit("oslo")).of_kind("way")] == ["venue.town-hall.way.hill"]
    removed = [entry.thing for entry in history(visit) if entry.action == "removed"]
    assert removed == ["venue.later", "venue.late"], "a way goes with its place"
    with pytest.raises(NothingToSave):
        back(visit)
    session.rollback()
    with transaction():
        undo_step(visit, latest_steps(visit, act().by).undo or 0, act=act(3))
    assert list(draft_plan(get_visit("oslo")).items()) == before


def test_a_way_comes_back_with_its_place(visit: int) -> None:
    way(visit, "hill", "late", 5)
    publish(visit, now=NOON + DAY)
    before = list(draft_plan(get_visit("oslo")).items())
    remove(visit, Key("venue", "late"))
    without = list(draft_plan(get_visit("oslo")).items())
    back(visit, 2)
    assert list(draft_plan(get_visit("oslo")).items()) == before
    with transaction():
        undo_step(visit, latest_steps(visit, act().by).undo or 0, act=act(3))
    assert list(draft_plan(get_visit("oslo")).items()) == without


def test_what_came_back_goes_again_unless_it_was_released_since(visit: int) -> None:
    remove(visit, Key("session", "s2"))
    before = list(draft_plan(get_visit("oslo")).items())
    for released in (False, True):
        back(visit)
        if released:
            publish(visit, now=NOON + 3 * DAY)
        step = latest_steps(visit, act().by).undo or 0
        with pytest.raises(ReleasedMeanwhile) if released else nullcontext(), transaction():
            undo_step(visit, step, act=act(3))
        session.rollback()
        assert (list(draft_plan(get_visit("oslo")).items()) == before) is not released


def test_each_thing_is_told_in_the_history_and_what_went_can_be_put_back(visit: int) -> None:
    edit(visit, "session.s1", **{"title.en": "Other"})
    make_slot(make_session(visit, "new").id, session.scalars(select(Speaker.id)).first() or 0)
    before = len(list(history(visit)))
    back(visit)
    entries = list(history(visit))
    told = [(entry.action, entry.thing) for entry in entries[: len(entries) - before]]
    assert told[0] == ("taken back", "release.1")
    assert ("changed", "session.s1") in told
    assert ("removed", "session.new") in told
    assert not any(thing.startswith("session.new.slot") for _, thing in told), "with its session"
    [removed] = [entry for entry in entries if entry.thing == "session.new" and entry.action == "removed"]
    assert [item["thing"] for item in removed.was] == ["session.new", "session.new.slot.kari"]


def test_whoever_has_declined_is_invited_again(visit: int) -> None:
    edit(visit, "session.s1.slot.kari", status="declined")
    back(visit)
    assert {row.status for row in session.scalars(select(SpeakerSlot))} == {"confirmed", "invited"}


def test_what_changes_is_shown_before_and_a_draft_that_changed_meanwhile_is_refused(visit: int) -> None:
    release, facts = get_release(visit, 1), get_visit("oslo")
    assert preview_back(facts, release, now=NOON).differences == ()
    edit(visit, "session.s1", **{"title.en": "Other"})
    shown = preview_back(facts, release, now=NOON)
    assert [(each.code, each.field, each.old["en"], each.new["en"]) for each in shown.differences] == [
        ("s1", "title", "Other", "Opening")
    ]
    edit(visit, "session.s1", **{"title.en": "Another"})
    with pytest.raises(DraftChangedMeanwhile):
        back(visit, digest=shown.digest)
    session.rollback()
    assert draft_plan(facts)[Key("session", "s1")]["title.en"] == "Another"


def test_a_draft_that_says_so_already_is_left_alone(visit: int) -> None:
    with pytest.raises(NothingToSave):
        back(visit)
    session.rollback()
    with pytest.raises(ReleaseNotFound):
        get_release(visit, 9)


def test_an_entry_of_calendars_that_is_another_visit_s_by_now_stands_in_the_way(visit: int) -> None:
    uid = session.scalars(select(Session.uid).where(Session.code == "s2")).one()
    remove(visit, Key("session", "s2"))
    make_session(make_visit(slug="bergen").id, "theirs", uid=uid)
    programme = as_draft(snapshot.load(get_release(visit, 1).content), draft_programme(get_visit("oslo")))
    with pytest.raises(CodeInUse), transaction():
        become(visit, programme, act=act())


def again(visit: int, number: int = 1, digest: str = "") -> Release:
    preview = preview_again(get_visit("oslo"), get_release(visit, number), now=NOON)
    with transaction():
        return release_again(visit, number, digest or preview.digest, act=act(2), note=text("Again"))


def test_released_again_it_is_a_new_version_and_the_draft_stays(visit: int) -> None:
    edit(visit, "session.s1", **{"title.en": "Other", "venue": "hill", "room": ""})
    publish(visit, now=NOON + DAY)
    edit(visit, "session.s1", **{"title.en": "Unreleased"})
    preview = preview_again(get_visit("oslo"), get_release(visit, 1), now=NOON)
    assert (preview.number, [each.field for each in preview.differences]) == (3, ["place", "title"])
    again(visit)
    third, second, first = releases_so_far(visit)
    assert (third.number, third.note, said(third)) == (3, text("Again"), said(first))
    sequences = [[each.sequence for each in found.sessions if each.code == "s1"] for found in (first, second, third)]
    assert sequences == [[0], [1], [2]]
    assert draft_plan(get_visit("oslo"))[Key("session", "s1")]["title.en"] == "Unreleased"
    entry = history(visit)[0]
    assert (entry.action, entry.thing, entry.changes) == (
        "released",
        "release.3",
        [{"field": "as_in", "old": "", "new": 1}],
    )


def test_released_again_nobody_is_named_who_is_not_public_in_the_draft(visit: int) -> None:
    make_speaker(visit, "per", position=3, name="Per")
    sessions = {row.code: row.id for row in session.scalars(select(Session))}
    speakers = {row.code: row.id for row in session.scalars(select(Speaker))}
    make_slot(sessions["s2"], speakers["kari"], position=2)
    make_slot(sessions["s1"], speakers["per"], position=2)
    edit(visit, "venue.hill", contact_name="Ask Me", contact_public=True)
    publish(visit, now=NOON + DAY)
    facts, release = get_visit("oslo"), get_release(visit, 2)
    assert not preview_again(facts, release, now=NOON).is_less
    edit(visit, "session.s1.slot.kari", status="declined")
    remove(visit, Key("session", "s1").within("slot", "per"))
    remove(visit, Key("speaker", "per"))
    edit(visit, "venue.hill", contact_public=False)
    publish(visit, now=NOON + 2 * DAY)
    edit(visit, "session.s1", **{"title.en": "Other"})
    publish(visit, now=NOON + 3 * DAY)
    preview = preview_again(facts, release, now=NOON)
    assert ([each.field for each in preview.differences], preview.is_less) == (["title"], True)
    again(visit, 2)
    latest = releases_so_far(visit)[0]
    assert {each.code: [slot.speaker for slot in each.slots] for each in latest.sessions} == {
        "s1": [],
        "s2": ["ola", "kari"],
        "untimed": [],
    }
    assert [speaker.code for speaker in latest.speakers] == ["kari", "ola"]
    assert "Ask Me" not in str(snapshot.dump(latest))


def test_what_readers_have_is_not_released_again_nor_what_was_not_looked_at(visit: int) -> None:
    with pytest.raises(NothingToRelease):
        again(visit)
    session.rollback()
    edit(visit, "session.s1", **{"title.en": "Other"})
    publish(visit, now=NOON + DAY)
    with pytest.raises(DraftChangedMeanwhile):
        again(visit, digest="another")
    session.rollback()
    current = find_programme(visit)
    assert current
    assert current.number == 2


def test_a_release_of_another_visit_is_none_of_this_one(visit: int) -> None:
    other = make_visit(slug="bergen").id
    with transaction():
        publish_programme(other, act=act(), note=text("Theirs"))
    with transaction():
        publish_programme(other, act=act(), note=text("Theirs"))
    with pytest.raises(ReleaseNotFound):
        get_release(visit, 2)
