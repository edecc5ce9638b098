"""What the history keeps of a change in the draft, and of a removed thing: what it said, and what was inside it."""

import pytest
from flask import Flask

from eventapp.core.acts import COMMAND, Act, organiser
from eventapp.core.db import transaction
from eventapp.planning.history import PlanAction, PlanKind, changed_fields
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import TABLES, Key, Plan
from eventapp.planning.reading import draft_plan
from eventapp.visitfiles.operations import dump_visit, load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.history import history
from eventapp.visits.models import HistoryEntry
from eventapp.visits.queries import get_visit
from eventapp.visits.telling import Telling
from eventapp.visits.values import plain
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    text,
)

OPENING = Key("session", "opening")
SLOT = OPENING.within("slot", "kari")
HALL = Key("venue", "town-hall").within("room", "hall")


@pytest.fixture
def draft(app: Flask) -> Plan:
    """A visit with one of everything, and a place, a room and a speaker that no session names."""
    visit_id = make_visit().id
    make_room(make_venue(visit_id).id)
    venue = make_venue(visit_id, "library", name=text("Library"))
    room = make_room(venue.id, "attic")
    speaker_id = make_speaker(visit_id).id
    make_speaker(visit_id, "ola", name="Ola Nordmann")
    make_organisation(visit_id)
    make_slot(make_session(visit_id, venue_id=venue.id, room_id=room.id).id, speaker_id)
    return draft_plan(get_visit("oslo"))


def removed(*keys: Key) -> list[HistoryEntry]:
    """What the history says after these were removed, one after another."""
    visit_id = get_visit("oslo").id
    for key in keys:
        with transaction():
            remove_item(visit_id, key, act=Act(organiser(1), LINKS, NOON))
    return list(reversed(history(visit_id)))


def kept(draft: Plan, *keys: Key) -> list[dict[str, object]]:
    return [
        {
            "thing": key.path,
            "position": 1,
            "fields": {name: plain(value) for name, value in draft[key].items()},
        }
        for key in keys
    ]


def test_a_session_is_kept_with_its_slots(draft: Plan) -> None:
    [entry] = removed(OPENING)
    told = (entry.action, entry.kind, entry.thing, entry.changes)
    assert told == (PlanAction.REMOVED, PlanKind.SESSION, "session.opening", [])
    assert entry.was == kept(draft, OPENING, SLOT)
    fields = entry.was[0]["fields"]
    assert (fields["venue"], fields["room"], fields["starts"]) == ("library", "attic", "2017-04-03T07:00:00+00:00")
    assert fields["uid"], "put back it is the same entry in calendars"
    assert entry.was[1]["fields"]["minutes"] == 45


def test_what_has_nothing_inside_it_is_kept_alone(draft: Plan) -> None:
    keys = (SLOT, HALL, Key("venue", "town-hall"), Key("organisation", "birzai"), Key("speaker", "ola"))
    entries = removed(*keys)
    assert [entry.was for entry in entries] == [kept(draft, key) for key in keys]
    assert [entry.kind for entry in entries] == ["slot", "room", "venue", "organisation", "speaker"]


def test_what_a_file_removes_is_kept_as_it_was_before(draft: Plan) -> None:
    text = dump_visit("oslo").replace('slug = "oslo"', 'slug = "oslo"\nremoved_sessions = ["opening"]')
    text = text[: text.index("[[session]]")].replace("Biržų", "Kupiškio")
    with transaction():
        load_visit(read_visit_file("oslo.toml", text.encode()), act=Act(COMMAND, LINKS, NOON), overwrite=True)
    changed, entry = reversed(history(get_visit("oslo").id))
    assert (changed.action, changed.thing, changed.was) == ("changed", "organisation.birzai", [])
    assert (entry.action, entry.thing) == ("removed", "session.opening")
    assert entry.was == kept(draft, OPENING, SLOT)


def test_every_kind_of_a_plan_s_things_is_a_kind_of_the_history() -> None:
    assert {str(kind) for kind in PlanKind} == set(TABLES)


def test_of_a_new_thing_only_what_it_says_is_told() -> None:
    assert list(changed_fields({}, {"name": "Ola", "website": "", "places": None})) == [("name", "", "Ola")]


def test_a_field_that_is_emptied_is_a_change_and_one_that_stays_is_none() -> None:
    old = {"name": "Ola", "website": "https://example.org", "places": 3, "role.lt": "patarėjas"}
    assert list(changed_fields(old, {**old, "website": "", "places": None})) == [
        ("website", "https://example.org", ""),
        ("places", 3, None),
    ]


def told(language: str, *things: Key) -> list[str]:
    """What they are called, in that order."""
    telling = Telling(get_visit("oslo"), language, [key.path for key in things])
    return [telling.name(key.path).name for key in things]


def test_what_was_removed_keeps_its_name(draft: Plan) -> None:
    library = Key("venue", "library")
    removed(SLOT)
    assert told("en", SLOT) == ["Kari Nordmann, Opening"]
    removed(Key("speaker", "kari"), OPENING, HALL, library.within("room", "attic"), library)
    assert told("lt", SLOT, OPENING, HALL, library) == [
        "Kari Nordmann, Opening (lt)",
        "Opening (lt)",
        "Great hall (lt), Town hall (lt)",
        "Library (lt)",
    ]
    telling = Telling(get_visit("oslo"), "en", [SLOT.path])
    assert telling.name(SLOT.path).link == ""


def test_a_place_that_is_gone_is_told_by_its_name_where_something_was_in_it(draft: Plan) -> None:
    visit_id, act = get_visit("oslo").id, Act(organiser(1), LINKS, NOON)
    with transaction():
        save_item(visit_id, Edit(OPENING, {"venue": "town-hall", "room": "hall"}, {}), act=act)
    library = Key("venue", "library")
    removed(library.within("room", "attic"), library)
    changed = next(entry for entry in history(visit_id) if entry.action == "changed")
    found = Telling(get_visit("oslo"), "en", [changed.thing]).tell(changed)
    assert [(item.label, item.old, item.new) for item in found.changes] == [
        ("Place", "Library", "Town hall"),
        ("Room", "Great hall", "Great hall"),
    ]
