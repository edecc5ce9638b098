"""What was removed is put back: the same by code, UID and place; what it named and is gone is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from eventapp.core.acts import COMMAND, Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import Refusal
from eventapp.planning.errors import CodeInUse, ItemNotFound, PutBackFirst, StillUsed
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.ordering import move_item
from eventapp.planning.plan import Key, Plan
from eventapp.planning.reading import draft_plan
from eventapp.planning.restoring import put_back
from eventapp.programme.models import Session
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import PublicProgramme, SessionStatus
from eventapp.visitfiles.operations import dump_visit, load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.history import history
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.queries import visit_of
from eventapp.visits.telling import Telling
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
    publish,
    text,
)
from tests.registration.people import join, states

ACT = Act(organiser(1), LINKS, NOON)
OPENING, LIBRARY = Key("session", "opening"), Key("venue", "library")
SLOT = OPENING.within("slot", "kari")
ATTIC = LIBRARY.within("room", "attic")
KARI, BIRZAI = Key("speaker", "kari"), Key("organisation", "birzai")


def furnished(slug: str = "oslo") -> int:
    """A visit in which a session names everything that can be named, with neighbours of each kind."""
    visit = make_visit(slug=slug).id
    for number, code in enumerate(("library", "town-hall"), 1):
        venue = make_venue(visit, code, position=number, name=text(code))
        for place, room_code in enumerate(("attic", "cellar"), 1):
            room = make_room(venue.id, room_code, position=place)
        make_organisation(visit, f"{code}-org", position=number + 1)
    make_organisation(visit, "birzai", position=1)
    speakers = [
        make_speaker(visit, code, name=code, position=number).id for number, code in enumerate(("kari", "ola"), 1)
    ]
    for number, code in enumerate(("opening", "lunch"), 1):
        item = make_session(
            visit, code, uid=f"{slug}-{code}@x", position=number, venue_id=venue.id, room_id=room.id, optional=True
        )
        for place, speaker in enumerate(speakers, 1):
            make_slot(item.id, speaker, position=place)
    return visit


def plan(visit: int) -> Plan:
    session.remove()
    return draft_plan(visit_of(visit))


def remove(visit: int, key: Key) -> int:
    """Gives the history's entry of it."""
    with transaction():
        remove_item(visit, key, act=ACT)
    return history(visit)[0].id


def back(visit: int, entry: int) -> tuple[Key, bool]:
    with transaction():
        return put_back(visit, entry, act=ACT)


def released(visit: int) -> PublicProgramme:
    publish(visit)
    found = find_programme(visit)
    assert found
    return found


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_removed_and_put_back_in_the_other_order_it_is_the_same_plan(app: Flask, data: st.DataObject) -> None:
    """Codes, UIDs, values and the order of everything, however much is removed before the first is put back."""
    visit = furnished(uuid4().hex)
    before, entries = plan(visit), []
    for _ in range(data.draw(st.integers(1, 8))):
        keys = [key for key in plan(visit) if not key.is_single]
        try:
            entries.append(remove(visit, data.draw(st.sampled_from(keys))))
        except StillUsed:
            continue
    for entry in reversed(entries):
        assert back(visit, entry)[1] is True
    assert list(plan(visit).items()) == list(before.items())
    assert all(entry.action == "put back" for entry in list(history(visit))[: len(entries)])


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_any_order_nothing_comes_back_but_what_was_there(app: Flask, data: st.DataObject) -> None:
    visit = furnished(uuid4().hex)
    before, entries = plan(visit), []
    for _ in range(data.draw(st.integers(1, 10))):
        keys = [key for key in plan(visit) if not key.is_single]
        try:
            entries.append(remove(visit, data.draw(st.sampled_from(keys))))
        except StillUsed:
            continue
    for entry in data.draw(st.permutations(entries)):
        try:
            key, whole = back(visit, entry)
        except PutBackFirst:
            continue
        assert (plan(visit)[key] == before[key]) is whole or key.kind == "session"
    for key, fields in plan(visit).items():
        changed = {name for name, value in fields.items() if value != before[key][name]}
        assert changed <= {"venue", "room"}, key
        assert all(fields[name] == "" for name in changed)


def test_released_as_cancelled_and_put_back_it_is_held_again_with_one_more_sequence(app: Flask) -> None:
    visit = furnished()
    first = released(visit).session("opening")
    entry = remove(visit, OPENING)
    gone = released(visit).session("opening")
    assert (gone.status, gone.removed, gone.sequence) == (SessionStatus.CANCELLED, True, first.sequence + 1)
    assert back(visit, entry) == (OPENING, True)
    again = released(visit).session("opening")
    assert (again.uid, again.status, again.removed) == (first.uid, first.status, False)
    assert again.sequence == first.sequence + 2
    assert again.slots == first.slots


def test_put_back_before_the_next_release_nothing_changes_in_it(app: Flask) -> None:
    visit = furnished()
    before = released(visit)
    back(visit, remove(visit, OPENING))
    assert released(visit).sessions == before.sessions


def test_what_it_named_and_is_gone_stays_empty_and_the_history_says_so(app: Flask) -> None:
    visit = furnished()
    with transaction():
        save_item(visit, Edit(OPENING, {"venue": "library", "room": "attic"}, {}), act=ACT)
    entry = remove(visit, OPENING)
    for key in (Key("session", "lunch").within("slot", "kari"), KARI, ATTIC, LIBRARY.within("room", "cellar"), LIBRARY):
        remove(visit, key)
    assert back(visit, entry) == (OPENING, False)
    found = plan(visit)
    assert (found[OPENING]["venue"], found[OPENING]["room"]) == ("", "")
    assert [key.code for key, _ in found.parts_of(OPENING)] == ["ola"]
    told = Telling(visit_of(visit), "en", [OPENING.path]).tell(history(visit)[0])
    assert (told.action, [(item.label, item.old, item.new) for item in told.changes]) == (
        "put back",
        [("Place", "library", ""), ("Speaker", "kari", "")],
    )


def test_a_room_that_is_gone_leaves_its_venue(app: Flask) -> None:
    visit = furnished()
    with transaction():
        save_item(visit, Edit(OPENING, {"venue": "library", "room": "attic"}, {}), act=ACT)
    entry = remove(visit, OPENING)
    remove(visit, ATTIC)
    assert back(visit, entry) == (OPENING, False)
    assert [plan(visit)[OPENING][name] for name in ("venue", "room")] == ["library", ""]


def test_a_part_waits_for_what_it_belongs_to(app: Flask) -> None:
    visit = furnished()
    slot, whole = remove(visit, SLOT), remove(visit, OPENING)
    with pytest.raises(PutBackFirst):
        back(visit, slot)
    assert back(visit, whole) == (OPENING, True)
    assert SLOT not in plan(visit)
    assert back(visit, slot) == (SLOT, True)


def test_a_slot_waits_for_its_speaker(app: Flask) -> None:
    visit = furnished()
    slot = remove(visit, SLOT)
    remove(visit, Key("session", "lunch").within("slot", "kari"))
    speaker = remove(visit, KARI)
    with pytest.raises(PutBackFirst):
        back(visit, slot)
    back(visit, speaker)
    assert back(visit, slot) == (SLOT, True)


def test_a_code_that_something_else_has_now_is_refused(app: Flask) -> None:
    """Of what was never released: a released code is nothing else's ever again."""
    visit = furnished()
    entry = remove(visit, OPENING)
    with transaction():
        save_item(visit, Edit(Key("session", "opening"), {"title.en": "Another", "kind": "meal"}, None), act=ACT)
    with pytest.raises(CodeInUse, match="opening") as refused:
        back(visit, entry)
    assert refused.value.status == 409
    remove(visit, OPENING)
    with pytest.raises(ItemNotFound):
        back(visit, entry)  # the other one is what was removed last


def test_a_code_or_a_uid_that_a_release_has_given_away_meanwhile_is_refused(app: Flask) -> None:
    visit = furnished()
    entry = remove(visit, OPENING)
    with transaction():
        save_item(visit, Edit(OPENING, {"title.en": "Another", "kind": "meal"}, None), act=ACT)
    publish(visit)
    with transaction():
        session.execute(update(Session).where(Session.code == "opening").values(code="elsewhere"))
    with pytest.raises(CodeInUse):
        back(visit, entry)
    with transaction():
        session.execute(update(Session).where(Session.code == "elsewhere").values(uid="oslo-opening@x"))
    with pytest.raises(CodeInUse):
        back(visit, entry)


@pytest.mark.parametrize("which", ["twice", "of another visit", "no removal", "never"])
def test_only_what_is_removed_now_can_be_put_back(app: Flask, which: str) -> None:
    visit = furnished()
    entry = remove(visit, BIRZAI)
    if which == "twice":
        back(visit, entry)
    if which == "no removal":
        with transaction():
            move_item(visit, Key("speaker", "kari"), 1, act=ACT)
        entry = history(visit)[0].id
    other = make_visit(slug="bergen").id if which == "of another visit" else visit
    with pytest.raises(ItemNotFound):
        back(other, entry + (1000 if which == "never" else 0))


def test_nothing_is_put_back_of_what_is_not_kept(app: Flask) -> None:
    """Whoever was erased is kept by no entry."""
    visit = furnished()
    entry = remove(visit, BIRZAI)
    with transaction():
        session.execute(update(HistoryEntry).where(HistoryEntry.id == entry).values(was=[]))
    with pytest.raises(ItemNotFound):
        back(visit, entry)


def test_an_organisation_is_public_at_once_and_its_neighbours_make_room(app: Flask) -> None:
    visit = furnished()
    order = [key.code for key, _ in plan(visit).of_kind("organisation")]
    entry = remove(visit, BIRZAI)
    with transaction():
        move_item(visit, Key("organisation", "town-hall-org"), -1, act=ACT)
    version = session.scalars(select(Visit.edited_version).where(Visit.id == visit)).one()
    back(visit, entry)
    assert session.scalars(select(Visit.edited_version).where(Visit.id == visit)).one() > version
    found = [key.code for key, _ in plan(visit).of_kind("organisation")]
    assert (order[0], found) == ("birzai", ["birzai", "town-hall-org", "library-org"])


def test_what_an_earlier_program_removed_comes_back_behind_the_others(app: Flask) -> None:
    visit = furnished()
    entry = remove(visit, OPENING)
    with transaction():
        row = session.get_one(HistoryEntry, entry)
        fields = dict(row.was[0]["fields"])
        fields.pop("optional")
        row.was = [{"thing": "session.opening", "fields": {**fields, "of_another_time": 1}}]
    back(visit, entry)
    rows = session.scalars(select(Session).order_by(Session.position)).all()
    assert [(row.code, row.optional) for row in rows] == [("lunch", True), ("opening", False)]


def test_what_a_file_removed_is_put_back_and_the_same_file_loads_again(app: Flask) -> None:
    visit = furnished()
    before, whole = plan(visit), dump_visit("oslo")
    without = whole.replace('slug = "oslo"', 'slug = "oslo"\nremoved_sessions = ["opening"]')
    blocks = without.split("[[session]]")
    without = "[[session]]".join([blocks[0], *(block for block in blocks[1:] if 'code = "opening"' not in block)])
    with transaction():
        load_visit(read_visit_file("oslo.toml", without.encode()), act=Act(COMMAND, LINKS, NOON), overwrite=True)
    assert OPENING not in plan(visit)
    back(visit, next(entry.id for entry in history(visit) if entry.action == "removed"))
    assert dict(plan(visit)) == dict(before)


def test_the_places_of_an_organisation_that_is_back_count_again(app: Flask) -> None:
    visit = make_visit().id
    make_organisation(visit, "birzai", places=1)
    back(visit, remove(visit, BIRZAI))
    for number in range(2):
        join(
            visit,
            f"{number}@example.org",
            organisation="birzai",
            other_organisation="",
            now=NOON + timedelta(minutes=number),
        )
    assert list(states().values()) == ["confirmed", "waitlisted"]


def test_a_refusal_writes_nothing(app: Flask) -> None:
    visit = furnished()
    slot = remove(visit, SLOT)
    remove(visit, OPENING)
    before, told = plan(visit), len(history(visit))
    with pytest.raises(Refusal):
        back(visit, slot)
    assert (plan(visit), len(history(visit))) == (before, told)
    assert find_programme(visit) is None
